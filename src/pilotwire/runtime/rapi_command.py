"""The command ``pilotwire rapi``: one RAPI command or a prompt for many, each answer raw and in words.

Talks to the controller as it is, without finding out its features first, so that what is typed is what is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Iterator

from pilotwire.rapi.client import RapiClient
from pilotwire.rapi.client_values import ClientEvent, LinkClosed
from pilotwire.rapi.codec import Notification, Reply
from pilotwire.rapi.errors import RapiCommandError, RapiError, TransportError
from pilotwire.rapi.wording import explain, explain_notification

ANSWERED_OK, ANSWERED_NK, NOT_ANSWERED = 0, 1, 2
"""Exit codes."""
PROMPT = "rapi> "
HELP = """\
Type a command such as $GS (state), $GG (current and voltage), $GU (energy), $GC (current limits), $GE (settings),
$GF (fault counters), $GP (temperatures), $GV (versions), $SC 16 V (limit to 16 A), $FS (sleep), $FE (enable).
The $ may be left out. A checksum is added unless you give one (^xx or *xx); then the line is sent as it is.
quit ends."""


async def rapi_command(transport_name: str, command: str | None) -> int:
    """Send ``command`` and print the answer, or prompt for commands if there is none; return the exit code.

    0: the controller answered ``$OK``; 1: ``$NK``; 2: no answer, no link, or no command, said in one sentence on the
    standard error output. For several commands piped in, the highest of their codes.
    """
    client = RapiClient(transport_name)
    try:
        await client.open()
    except TransportError as error:
        return _complain(error)
    try:
        if command is not None:
            return await _ask(client, command)
        return await _Prompt(client).run()
    finally:
        await client.close()


async def _ask(client: RapiClient, command: str) -> int:
    """Send one command and print its answer."""
    try:
        reply = await client.command(command)
    except RapiCommandError as error:
        hint = "" if command.strip("$ ") else " In a shell put it in single quotes, or $GS becomes nothing."
        return _complain(error, hint)
    except RapiError as error:
        return _complain(error)
    _print_answer(command, reply)
    return ANSWERED_OK if reply.ok else ANSWERED_NK


def _print_answer(command: str, reply: Reply) -> None:
    if reply.raw:
        _print(_printable(reply.raw))
    _print(_printable(explain(command, reply)))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _complain(error: RapiError, hint: str = "") -> int:
    sys.stderr.write(f"{error}{hint}\n")
    sys.stderr.flush()
    return NOT_ANSWERED


def _printable(text: str) -> str:
    """Show bytes that would upset a terminal as escapes; serial numbers may contain any."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


class _Prompt:
    """Lines in, answers and notifications out, until the input or the link ends."""

    def __init__(self, client: RapiClient) -> None:
        self._client = client
        self._interactive = sys.stdin.isatty()
        self._lines = _LineReader(PROMPT if self._interactive else None)
        self._link_closed = asyncio.Event()
        self._waiting_for_line = False

    async def run(self) -> int:
        """Return the exit code of the whole dialogue."""
        self._client.subscribe(self._on_event)
        self._client.subscribe_raw(self._on_notification)
        worst = ANSWERED_OK
        if self._interactive:
            _print("help explains, quit ends.")
        with _unchanged_terminal():
            while (line := await self._next_line()) is not None:
                if self._link_closed.is_set():
                    return _complain(TransportError("The link to the controller is gone: check cable and power."))
                worst = max(worst, await self._obey(line.strip()))
                if line.strip() in ("quit", "exit"):
                    break
        return ANSWERED_OK if self._interactive else worst

    async def _obey(self, line: str) -> int:
        if line == "help":
            _print(HELP)
        elif line not in ("", "quit", "exit"):
            return await _ask(self._client, line)
        return ANSWERED_OK

    async def _next_line(self) -> str | None:
        """Return the next line, None at the end of the input, or anything as soon as the link is gone."""
        self._waiting_for_line = True
        line = asyncio.ensure_future(self._lines.next_line())
        closed = asyncio.ensure_future(self._link_closed.wait())
        try:
            await asyncio.wait({line, closed}, return_when=asyncio.FIRST_COMPLETED)
            return line.result() if line.done() and not self._link_closed.is_set() else ""
        finally:
            self._waiting_for_line = False
            line.cancel()
            closed.cancel()

    def _on_event(self, event: ClientEvent) -> None:
        if isinstance(event, LinkClosed):
            self._link_closed.set()

    def _on_notification(self, notification: Notification) -> None:
        text = _printable(f"{notification.raw}  {explain_notification(notification)}")
        if not (self._interactive and self._waiting_for_line):
            _print(text)
            return
        # Put the text above the line that is being typed.
        sys.stdout.write(f"\r\x1b[K{text}\n{PROMPT}{_typed_so_far()}")
        sys.stdout.flush()


class _LineReader:
    """Reads one line of the standard input each time it is asked, in a thread that may be left waiting at the end."""

    def __init__(self, prompt: str | None) -> None:
        self._prompt = prompt
        self._loop = asyncio.get_running_loop()
        self._asked = threading.Semaphore(0)
        self._line: asyncio.Future[str | None] = self._loop.create_future()
        threading.Thread(target=self._read_when_asked, name="rapi prompt", daemon=True).start()

    async def next_line(self) -> str | None:
        """Return the next line without its end, None when there are no more."""
        self._line = self._loop.create_future()
        self._asked.release()
        return await self._line

    def _read_when_asked(self) -> None:
        while True:
            self._asked.acquire()
            line = self._read()
            try:
                self._loop.call_soon_threadsafe(self._hand_over, line)
            except RuntimeError:  # the loop has ended without waiting for this line
                return
            if line is None:
                return

    def _read(self) -> str | None:
        try:
            if self._prompt is not None:
                return input(self._prompt)
            line = sys.stdin.readline()
            return line.rstrip("\n") if line else None
        except (EOFError, OSError, ValueError):  # ValueError: the input was closed under us
            return None

    def _hand_over(self, line: str | None) -> None:
        if not self._line.done():
            self._line.set_result(line)


def _typed_so_far() -> str:
    readline = sys.modules.get("readline")
    return readline.get_line_buffer() if readline is not None else ""


@contextlib.contextmanager
def _unchanged_terminal() -> Iterator[None]:
    """Give history and editing to the prompt, and put the terminal back as it was even if a read is left waiting."""
    if not sys.stdin.isatty():
        yield
        return
    import readline  # noqa: F401, PLC0415 -- importing it is what gives input() its history; not for piped input
    import termios  # noqa: PLC0415 -- as above

    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
