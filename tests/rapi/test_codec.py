"""Frames: what the controller's end accepts, what the client's end believes, and that nothing upsets either."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codec import (
    BadFrame,
    BadFrameReason,
    ChecksumStyle,
    Command,
    CommandDecoder,
    Corrupt,
    Notification,
    Reply,
    ReplyDecoder,
    checksum_sum,
    checksum_xor,
    encode_frame,
    encode_notification,
    encode_reply,
    parse_decimal,
    parse_hex_byte,
    truncate,
)

WRONG_CHECKSUM = BadFrame(BadFrameReason.CHECKSUM)
TOO_MANY_WORDS = BadFrame(BadFrameReason.WORDS)


def read(text: str) -> list[Command | BadFrame]:
    return CommandDecoder().feed(text.encode("latin-1") + b"\r")


@pytest.mark.parametrize(
    ("text", "xor", "total"),
    [
        ("$GS", 0x30, 0xBE),
        ("$GV", 0x35, 0xC1),
        ("$FE", 0x27, 0xAF),
        ("$SC 16 V", 0x65, 0xB7),
        ("$SK 0", 0x2C, 0x12),
    ],
)
def test_checksums_are_those_of_the_reference(text: str, xor: int, total: int) -> None:
    assert checksum_xor(text.encode()) == xor
    assert checksum_sum(text.encode()) == total


def test_commands_are_framed_in_every_style() -> None:
    assert encode_frame("GS", ChecksumStyle.XOR) == b"$GS^30\r"
    assert encode_frame("GS", ChecksumStyle.SUM) == b"$GS*BE\r"
    assert encode_frame("GS", ChecksumStyle.NONE) == b"$GS\r"
    assert encode_frame("GV", ChecksumStyle.XOR, 0x2A) == b"$GV :2A^5C\r"
    assert encode_frame("FE", ChecksumStyle.XOR, 2) == b"$FE :02^3F\r"


def test_replies_and_notifications_are_framed_as_recorded() -> None:
    assert encode_reply(ok=True) == b"$OK^20\r"
    assert encode_reply(ok=False) == b"$NK^21\r"
    assert encode_reply(ok=True, data="03 1234 03 0540") == b"$OK 03 1234 03 0540^25\r"
    assert encode_reply(ok=False, sequence_id=0x2A) == b"$NK :2A^48\r"
    assert encode_reply(ok=True, data="fe 0 01 0200", sequence_id=1) == b"$OK fe 0 01 0200 :01^0B\r"
    assert encode_reply(ok=True, data=" Y57414FF020F0C") == b"$OK  Y57414FF020F0C^4D\r"
    assert encode_notification("AT 00 00 0 0200") == b"$AT 00 00 0 0200^03\r"


RECORDED: list[tuple[str, list[Command | BadFrame]]] = [
    ("$GS", [Command("GS")]),
    ("$GS*XX", [WRONG_CHECKSUM]),
    ("$GS*AF", [WRONG_CHECKSUM]),
    ("$GS*B0", [WRONG_CHECKSUM]),
    ("$GS^30", [Command("GS")]),
    ("$GS^31", [WRONG_CHECKSUM]),
    ("$GS^3", [WRONG_CHECKSUM]),
    ("$GS^", [WRONG_CHECKSUM]),
    ("$GS :A5^7B", [WRONG_CHECKSUM]),
    ("$GS :00^2A", [Command("GS")]),
    ("$gs", [Command("gs")]),
    ("$XX", [Command("XX")]),
    ("$G", [Command("G")]),
    ("$", [Command("")]),
    ("GS^30", []),
    ("$GS $GS^30", [Command("GS")]),
    ("$GS  ^30", [Command("GS", ("", ""))]),
    ("$SC 16 1 2 3 4 5 6 7 8 9 10", [TOO_MANY_WORDS]),
    ("$FP 0 0 this is a line too long for buf", []),
    ("$GV :01^2E", [Command("GV", (), 1)]),
    ("$SY", [Command("SY")]),
    ("$FF", [Command("FF")]),
    ("$FF Z 1", [Command("FF", ("Z", "1"))]),
    ("$FF D", [Command("FF", ("D",))]),
    ("$FF D 2", [Command("FF", ("D", "2"))]),
    ("$S1", [Command("S1")]),
    ("$FB", [Command("FB")]),
    ("$FB 9", [Command("FB", ("9",))]),
    ("$ST 1 2", [Command("ST", ("1", "2"))]),
    ("$F9", [Command("F9")]),
    ("$S9", [Command("S9")]),
    ("$T0 5", [Command("T0", ("5",))]),
    ("$Z0 100 255", [Command("Z0", ("100", "255"))]),
    ("$SB", [Command("SB")]),
    ("$S4 1", [Command("S4", ("1",))]),
    ("$S3 4", [Command("S3", ("4",))]),
    ("$SH 5", [Command("SH", ("5",))]),
]
"""Every line sent in the framing recording of firmware 8.2.3; it answered once for each entry in the list."""


@pytest.mark.parametrize(("text", "expected"), RECORDED)
def test_a_recorded_line_is_understood_as_the_firmware_answered_it(
    text: str, expected: list[Command | BadFrame]
) -> None:
    assert read(text) == expected


def test_the_whole_recording_on_one_line_loses_nothing() -> None:
    decoder = CommandDecoder()
    got = [frame for text, _ in RECORDED for frame in decoder.feed(text.encode() + b"\r")]
    assert got == [frame for _, frames in RECORDED for frame in frames]


@pytest.mark.parametrize(
    ("portions", "counts"),
    [
        (["2447535e33300d2447435e32300d"], [2]),
        (["2447", "535e33300d"], [0, 1]),
        (["00ff2447535e33300d"], [1]),
        (["2447535e33300a", "0d0d0d2447535e33300d"], [0, 2]),
    ],
)
def test_recorded_raw_bytes_complete_as_many_frames_as_the_firmware_answered(
    portions: list[str], counts: list[int]
) -> None:
    decoder = CommandDecoder()
    got = [decoder.feed(bytes.fromhex(portion)) for portion in portions]
    assert [len(frames) for frames in got] == counts
    assert all(isinstance(frame, Command) for frames in got for frame in frames)


def test_only_two_characters_select_the_command() -> None:
    assert read("$FEXYZ^7C") == [Command("FE")]


def test_exactly_31_characters_are_a_command_and_32_are_silence() -> None:
    fits = "$FP 0 0 " + "x" * 23
    assert read(fits) == [Command("FP", ("0", "0", "x" * 23))]
    assert read(fits + "x") == []


def test_after_too_long_a_frame_only_a_dollar_begins_anew() -> None:
    decoder = CommandDecoder()
    assert decoder.feed(b"$" + b"x" * 40) == []
    assert decoder.feed(b"GS^30\r") == []
    assert decoder.feed(b"$" + b"x" * 40) == []
    assert decoder.feed(b"$GS^30\r") == [Command("GS")]


def test_ten_words_count_the_sequence_id() -> None:
    assert read("$SC 1 2 3 4 5 6 7 8 9") == [Command("SC", tuple("123456789"))]
    assert read("$SC 1 2 3 4 5 6 7 8 :01") == [Command("SC", tuple("12345678"), 1)]
    assert read("$SC 1 2 3 4 5 6 7 8 9 :01") == [TOO_MANY_WORDS]


@pytest.mark.parametrize(
    ("word", "expected"),
    [(":5", 5), (":05", 5), (":2a", 0x2A), (":FF", 0xFF), (":00", None), (":xy", None), (":", None), (":2Ajunk", 0x2A)],
)
def test_a_last_word_with_a_colon_is_a_sequence_id(word: str, expected: int | None) -> None:
    assert read(f"$GV {word}") == [Command("GV", (), expected)]


def test_a_colon_word_that_is_not_last_or_alone_is_ordinary() -> None:
    assert read("$FP 0 0 :01 x") == [Command("FP", ("0", "0", ":01", "x"))]
    assert read("$:05") == [Command(":0")]


def test_the_first_checksum_character_counts_and_what_follows_two_digits_does_not() -> None:
    assert read("$GS^30*00 whatever") == [Command("GS")]
    assert read("$GS*BE^00") == [Command("GS")]
    assert read("$GS^30\n") == [Command("GS")]
    assert read("$GS*be") == [Command("GS")]


def test_an_empty_last_word_is_kept_because_it_makes_a_current_volatile() -> None:
    assert read("$SC 16 ") == [Command("SC", ("16", ""))]


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("16", 16), ("270", 270), ("8.5", 785), ("-10", 2**32 - 290), ("", 0)]
)
def test_decimal_arguments_are_read_without_any_check(text: str, value: int) -> None:
    assert parse_decimal(text) == value


def test_values_are_cut_to_their_target() -> None:
    assert truncate(270, 8) == 14
    assert truncate(parse_decimal("8.5"), 8) == 17
    assert truncate(parse_decimal("-10"), 16, signed=True) == -290
    assert truncate(65526, 16, signed=True) == -10


@pytest.mark.parametrize(
    ("text", "value"), [("3f", 63), ("3F", 63), ("7", 7), ("x1", 0), ("1x", 0), ("", 0), ("123", 18)]
)
def test_hex_bytes_are_read_as_the_firmware_does(text: str, value: int) -> None:
    assert parse_hex_byte(text) == value


words = st.lists(st.text(st.sampled_from("ABCDEFGHabcdefgh0123456789.-"), min_size=1, max_size=5), max_size=4)
names = st.text(st.sampled_from("FGSTZ0123456789"), min_size=2, max_size=2)
ids = st.none() | st.integers(1, 255)
styles = st.sampled_from(ChecksumStyle)
noise = st.binary(max_size=40).map(lambda data: data.replace(b"$", b"#"))


@given(names, words, ids, styles)
def test_a_framed_command_is_read_back_unless_it_is_too_long(
    name: str, args: list[str], sequence_id: int | None, style: ChecksumStyle
) -> None:
    data = encode_frame(" ".join([name, *args]), style, sequence_id)
    expected = [Command(name, tuple(args), sequence_id)] if len(data) <= 32 else []
    assert CommandDecoder().feed(data) == expected


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
def test_how_bytes_are_cut_into_portions_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    portions = [data[start:end] for start, end in pairwise(edges)]
    commands, replies = CommandDecoder(), ReplyDecoder()
    assert [frame for portion in portions for frame in commands.feed(portion)] == CommandDecoder().feed(data)
    assert [frame for portion in portions for frame in replies.feed(portion)] == ReplyDecoder().feed(data)


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_a_good_command_after_any_bytes_is_understood(portions: list[bytes]) -> None:
    decoder = CommandDecoder()
    for portion in portions:
        decoder.feed(portion)
    assert decoder.feed(b"$GS^30\r")[-1] == Command("GS")


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_a_good_reply_after_any_bytes_is_understood(portions: list[bytes]) -> None:
    decoder = ReplyDecoder()
    for portion in portions:
        decoder.feed(portion)
    assert decoder.feed(b"$OK 1^31\r")[-1] == Reply(ok=True, words=("1",), checksummed=True, raw="$OK 1^31")


@given(st.integers(0, 7), st.integers(0, 7))
def test_a_single_wrong_bit_never_passes_for_another_command(position: int, bit: int) -> None:
    good = bytearray(b"$SC 16 V^65\r")
    good[position] ^= 1 << bit
    assert all(frame == WRONG_CHECKSUM for frame in CommandDecoder().feed(bytes(good)))


@given(st.booleans(), words, ids, noise, noise)
def test_a_reply_is_read_back_from_among_text(
    ok: bool,
    data: list[str],
    sequence_id: int | None,
    before: bytes,
    after: bytes,
) -> None:
    frame = encode_reply(ok=ok, data=" ".join(data), sequence_id=sequence_id)
    (got,) = ReplyDecoder().feed(before + frame + after)
    assert got == Reply(ok, tuple(data), sequence_id, checksummed=True, raw=frame[:-1].decode())


def answer(data: bytes) -> Reply | Notification | Corrupt:
    (got,) = ReplyDecoder().feed(data)
    return got


def test_replies_of_every_generation_are_read() -> None:
    assert answer(b"$OK \r") == Reply(ok=True, raw="$OK ")
    assert answer(b"$NK \r") == Reply(ok=False, raw="$NK ")
    assert answer(b"$OK 3 1234 \r") == Reply(ok=True, words=("3", "1234"), raw="$OK 3 1234 ")
    assert answer(b"$OK  Y57414FF020F0C^4D\r") == Reply(
        ok=True, words=("Y57414FF020F0C",), checksummed=True, raw="$OK  Y57414FF020F0C^4D"
    )
    assert answer(b"$OK 8.2.3 5.2.1 :2A^46\r") == Reply(
        ok=True, words=("8.2.3", "5.2.1"), sequence_id=0x2A, checksummed=True, raw="$OK 8.2.3 5.2.1 :2A^46"
    )


def test_raw_bytes_of_a_serial_number_may_look_like_a_checksum_mark() -> None:
    got = answer(encode_reply(ok=True, data=" A^B*CD0A1B2C3D"))
    assert isinstance(got, Reply)
    assert got.words == ("A^B*CD0A1B2C3D",)


@pytest.mark.parametrize(
    ("data", "kind", "given_words"),
    [
        (b"$AT 03 03 24 0540^36\r", "AT", ("03", "03", "24", "0540")),
        (b"$AB 00 8.2.3^1E\r", "AB", ("00", "8.2.3")),
        (b"$AN 0^3B\r", "AN", ("0",)),
        (b"$WF 02^17\r", "WF", ("02",)),
        (b"$ST 02^01\r", "ST", ("02",)),
        (b"$ST 2\r", "ST", ("2",)),
    ],
)
def test_notifications_are_told_from_replies(data: bytes, kind: str, given_words: tuple[str, ...]) -> None:
    got = answer(data)
    assert isinstance(got, Notification)
    assert (got.kind, got.words) == (kind, given_words)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"$OK 03^00\r", "wrong checksum"),
        (b"$OK 03^2\r", "damaged checksum"),
        (b"$OK 03^21x\r", "damaged checksum"),
        (b"$GS^30\r", "neither a reply nor a notification"),
        (b"$ST 22 30 6 15^12\r", "neither a reply nor a notification"),
        (b"$\r", "neither a reply nor a notification"),
        (b"$OK " + b"9" * 100 + b"\r", "longer than 100 bytes"),
    ],
)
def test_what_must_not_be_believed_is_corrupt(data: bytes, reason: str) -> None:
    got = answer(data)
    assert isinstance(got, Corrupt)
    assert got.reason == reason


def test_text_noise_between_frames_is_dropped_and_a_dollar_restarts() -> None:
    decoder = ReplyDecoder()
    assert decoder.feed(b"\nrelayCloseMs: 100\r\nrelayHoldPwm: 255\r\n$OK 1") == []
    assert [type(frame) for frame in decoder.feed(b"$OK^20\r$AT 03 03 24 0540^36\r")] == [Reply, Notification]


def test_an_unfinished_frame_can_be_forgotten() -> None:
    decoder = ReplyDecoder()
    decoder.feed(b"$OK 1")
    decoder.reset()
    assert decoder.feed(b"\r") == []
