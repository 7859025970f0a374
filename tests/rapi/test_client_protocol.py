"""Timeouts, tries, sequence ids and restarts, decided without a clock or a line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.client_protocol import (
    Answered,
    ClientProtocol,
    ControllerFoundSeen,
    ControllerLostSeen,
    Discarded,
    Notified,
    ProtocolEvent,
    RestartSeen,
    Transmit,
    Unanswered,
)
from pilotwire.rapi.codec import ChecksumStyle, Reply, encode_notification, encode_reply
from pilotwire.rapi.errors import RapiCommandError
from pilotwire.rapi.features import Link, SequenceIds

PLAIN = Link(fallback_checksum=None, reply_checksum=True)
NUMBERED = msgspec.structs.replace(PLAIN, sequence_ids=SequenceIds.ON)
OK = encode_reply(ok=True)
NK = encode_reply(ok=False)


def kinds(events: list[ProtocolEvent]) -> list[type]:
    return [type(event) for event in events]


def timeout_at(protocol: ClientProtocol) -> tuple[int, list[ProtocolEvent]]:
    deadline = protocol.next_deadline
    assert deadline is not None
    assert protocol.advance(deadline - 1) == []
    return deadline, protocol.advance(deadline)


def test_a_command_is_answered() -> None:
    protocol = ClientProtocol(link=PLAIN)
    assert protocol.send("GS", 0) == b"$GS^30\r"
    assert protocol.busy
    (event,) = protocol.receive(encode_reply(ok=True, data="01 0 01 0200"), 20)
    assert isinstance(event, Answered)
    assert event.reply.words == ("01", "0", "01", "0200")
    assert not protocol.busy
    assert protocol.next_deadline is None


def test_only_one_command_at_a_time() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    with pytest.raises(RuntimeError):
        protocol.send("GE", 0)


def test_text_noise_and_notifications_do_not_end_a_command() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    noise = b"\nrelayCloseMs: 100\r\n" + encode_notification("AT 03 03 24 0540")
    assert kinds(protocol.receive(noise, 10)) == [Notified]
    assert kinds(protocol.receive(OK, 20)) == [Answered]


def test_with_ids_a_repeatable_command_is_tried_three_times_a_second_and_a_half_apart() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    first = protocol.send("GS", 0)
    assert timeout_at(protocol) == (1500, [Transmit(first)])
    assert timeout_at(protocol) == (3000, [Transmit(first)])
    assert timeout_at(protocol) == (4500, [Unanswered("GS", 3, 4500)])


def test_without_ids_the_line_rests_two_seconds_after_each_timeout() -> None:
    protocol = ClientProtocol(link=PLAIN)
    first = protocol.send("GS", 0)
    assert timeout_at(protocol) == (1500, [])
    assert timeout_at(protocol) == (3500, [Transmit(first)])
    assert timeout_at(protocol) == (5000, [])
    assert timeout_at(protocol) == (7000, [Transmit(first)])
    assert timeout_at(protocol) == (8500, [Unanswered("GS", 3, 8500)])


def test_without_ids_an_answer_during_the_rest_still_counts() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    timeout_at(protocol)
    assert kinds(protocol.receive(OK, 2600)) == [Answered]


def test_without_ids_the_next_command_waits_until_a_late_answer_cannot_be_taken_for_its_own() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("F1", 0)
    assert timeout_at(protocol) == (1500, [Unanswered("F1", 1, 1500)])
    assert protocol.send("GS", 1600) == b""
    assert kinds(protocol.receive(OK, 1700)) == [Discarded]
    assert timeout_at(protocol) == (3500, [Transmit(b"$GS^30\r")])
    assert kinds(protocol.receive(OK, 3600)) == [Answered]


@pytest.mark.parametrize("text", ["F1", "SC 40 M", "S1 26 11 22 13 45 0", "XX"])
@pytest.mark.parametrize("link", [PLAIN, NUMBERED])
def test_what_must_not_happen_twice_is_sent_once(text: str, link: Link) -> None:
    protocol = ClientProtocol(link=link)
    protocol.send(text, 0)
    assert kinds(timeout_at(protocol)[1]) == [Unanswered]
    protocol = ClientProtocol(link=link)
    protocol.send(text, 0)
    assert kinds(protocol.receive(NK, 10)) == [Answered]


def test_a_reply_with_another_id_is_not_taken() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    assert protocol.send("GS", 0) == b"$GS :01^2B\r"
    assert kinds(protocol.receive(encode_reply(ok=True, data="1", sequence_id=2), 10)) == [Discarded]
    assert kinds(protocol.receive(encode_reply(ok=True, data="1"), 10)) == [Discarded]
    assert kinds(protocol.receive(encode_reply(ok=True, data="1", sequence_id=1), 10)) == [Answered]


def test_ids_run_from_1_to_255_and_around() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    seen = []
    for turn in range(300):
        frame = protocol.send("GS", turn)
        sequence_id = int(frame[5:7], 16)
        seen.append(sequence_id)
        protocol.receive(encode_reply(ok=True, sequence_id=sequence_id), turn)
    assert seen == [turn % 255 + 1 for turn in range(300)]


def test_an_empty_refusal_may_be_noise_and_is_tried_once_more() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    assert protocol.receive(NK, 10) == [Transmit(b"$GS^30\r")]
    assert kinds(protocol.receive(NK, 20)) == [Answered]


def test_a_refusal_without_id_is_that_of_an_unreadable_frame() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    protocol.send("GS", 0)
    assert protocol.receive(NK, 10) == [Transmit(b"$GS :01^2B\r")]


def test_a_refusal_with_our_id_or_with_data_is_meant() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    protocol.send("G3", 0)
    assert kinds(protocol.receive(encode_reply(ok=False, sequence_id=1), 10)) == [Answered]
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("SC 90", 0)
    assert kinds(protocol.receive(encode_reply(ok=False, data="80"), 10)) == [Answered]


def test_an_unknown_controller_is_tried_with_the_other_checksum_after_a_refusal() -> None:
    protocol = ClientProtocol(link=Link())
    assert protocol.send("GS", 0) == b"$GS^30\r"
    assert protocol.receive(b"$NK \r", 10) == [Transmit(b"$GS*BE\r")]


def test_a_reply_that_lost_its_checksum_is_not_taken_where_all_have_one() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    assert kinds(protocol.receive(b"$OK 1\r", 10)) == [Discarded]
    assert kinds(protocol.receive(b"$OK 1^00\r", 10)) == [Discarded]
    assert kinds(protocol.receive(b"$OK 1^31\r", 10)) == [Answered]


def test_a_command_with_a_checksum_is_sent_as_given_and_its_refusal_believed() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    assert protocol.send("$GS^31", 0) == b"$GS^31\r"
    assert kinds(protocol.receive(NK, 10)) == [Answered]
    assert protocol.send("$GV :2A^5C", 20) == b"$GV :2A^5C\r"
    (event,) = protocol.receive(encode_reply(ok=True, data="8.2.3 5.2.1", sequence_id=0x2A), 30)
    assert isinstance(event, Answered)


@pytest.mark.parametrize("link", [PLAIN, NUMBERED])
def test_an_id_the_caller_gave_is_kept_and_waited_for(link: Link) -> None:
    protocol = ClientProtocol(link=link)
    assert protocol.send("GS :05", 0) == b"$GS :05^2F\r"
    assert kinds(protocol.receive(encode_reply(ok=True, data="1", sequence_id=6), 10)) == [Discarded]
    assert kinds(protocol.receive(encode_reply(ok=True, data="1", sequence_id=5), 10)) == [Answered]


def test_an_id_the_caller_gave_is_not_expected_back_from_firmware_that_may_know_none() -> None:
    protocol = ClientProtocol(link=Link())
    protocol.send("GS :05", 0)
    assert kinds(protocol.receive(b"$OK 3 1234\r", 10)) == [Answered]


def test_a_restart_is_answered_by_the_boot_report() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    assert protocol.send("FR", 0) == b"$FR :01^2B\r"
    assert protocol.next_deadline == 15_000
    assert kinds(protocol.receive(encode_notification("AT 00 00 0 0200"), 5000)) == [RestartSeen, Notified]
    got = protocol.receive(encode_notification("AB 00 8.2.3"), 7000)
    assert kinds(got) == [Notified, Answered]
    assert got[1] == Answered(Reply(ok=True, raw="$AB 00 8.2.3^1E"))


def test_a_restart_without_boot_report_is_given_up_after_15_s() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("FR", 0)
    assert timeout_at(protocol) == (15_000, [Unanswered("FR", 1, 15_000)])


def test_firmware_that_reports_no_boot_is_taken_for_restarted_after_9_s() -> None:
    protocol = ClientProtocol(link=msgspec.structs.replace(PLAIN, boot_report=False))
    protocol.send("FR", 0)
    assert timeout_at(protocol) == (9000, [RestartSeen(requested=True), Answered(Reply(ok=True))])


@pytest.mark.parametrize(
    "reports",
    [
        ["AT 00 00 0 0200", "AB 00 8.2.3", "AT 01 01 24 0200"],
        ["AB 00 8.2.3", "AT 01 01 24 0200"],
        ["AT 00 00 0 0200", "AT 01 01 24 0200"],
        ["AT 00 00 0 0200", "AB 09 8.2.3", "AT 09 00 0 0200"],
    ],
)
def test_an_unrequested_restart_is_seen_once_even_if_one_report_is_lost(reports: list[str]) -> None:
    protocol = ClientProtocol(link=PLAIN)
    for _ in range(2):
        events = [event for text in reports for event in protocol.receive(encode_notification(text), 0)]
        assert [event for event in events if isinstance(event, RestartSeen)] == [RestartSeen(requested=False)]


def test_three_silent_commands_lose_the_controller_and_any_frame_finds_it() -> None:
    protocol = ClientProtocol(link=NUMBERED)
    seen = []
    for turn in range(4):
        protocol.send("F1", turn * 2000)
        seen.append(kinds(timeout_at(protocol)[1]))
    assert seen == [[Unanswered], [Unanswered], [Unanswered, ControllerLostSeen], [Unanswered]]
    assert protocol.lost
    assert kinds(protocol.receive(encode_notification("AN 0"), 9000)) == [ControllerFoundSeen, Notified]
    assert not protocol.lost


def test_an_abandoned_command_leaves_the_line_to_rest() -> None:
    protocol = ClientProtocol(link=PLAIN)
    protocol.send("GS", 0)
    protocol.abandon(100)
    assert not protocol.busy
    assert protocol.send("GE", 200) == b""
    assert protocol.next_deadline == 2100


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no command"),
        ("$", "no command"),
        ("GS\rGE", "one command at a time"),
        ("GS $GE", "one command at a time"),
        ("FP 0 0 \u20ac", "plain characters"),
        ("FP 0 0 " + "x" * 22, "ignores any over 31"),
        ("SC 1 2 3 4 5 6 7 8 9 10", "11 words"),
    ],
)
def test_what_the_controller_could_not_read_is_not_sent(text: str, part: str) -> None:
    protocol = ClientProtocol(link=PLAIN)
    with pytest.raises(RapiCommandError, match=part):
        protocol.send(text, 0)
    assert not protocol.busy


def test_the_longest_display_line_fits_with_id_and_checksum() -> None:
    assert len(ClientProtocol(link=NUMBERED).send("FP 0 0 " + "x" * 16, 0)) == 32


def test_early_firmware_has_room_for_29_characters() -> None:
    link = Link(checksum=ChecksumStyle.SUM, max_command_length=29)
    assert len(ClientProtocol(link=link).send("FP 0 0 " + "x" * 18, 0)) == 30
    with pytest.raises(RapiCommandError, match="over 29"):
        ClientProtocol(link=link).send("FP 0 0 " + "x" * 19, 0)


steps = st.lists(
    st.tuples(
        st.sampled_from(["send", "wait", "abandon", "ok", "nk", "notify", "bytes"]), st.integers(0, 4000), st.binary()
    ),
    max_size=40,
)


@given(steps, st.sampled_from([PLAIN, NUMBERED, Link()]))
def test_whatever_happens_a_command_ends_by_its_last_deadline(
    history: list[tuple[str, int, bytes]], link: Link
) -> None:
    protocol = ClientProtocol(link=link)
    now_ms = 0
    inputs = {"ok": OK, "nk": NK, "notify": encode_notification("AB 00 8.2.3")}
    for step, wait_ms, data in history:
        now_ms += wait_ms
        protocol.advance(now_ms)
        if step == "send" and not protocol.busy:
            protocol.send("GS", now_ms)
        elif step == "abandon":
            protocol.abandon(now_ms)
        elif step != "wait":
            protocol.receive(inputs.get(step, data), now_ms)
    for _ in range(10):
        if protocol.next_deadline is None:
            break
        protocol.advance(protocol.next_deadline)
    assert not protocol.busy
