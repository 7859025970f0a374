"""Finding out what controllers of several generations can do, and the versions they report."""

from __future__ import annotations

import pytest

from pilotwire.rapi.codec import ChecksumStyle, Reply
from pilotwire.rapi.errors import RapiReplyError
from pilotwire.rapi.features import (
    Detection,
    Features,
    Generation,
    Probe,
    SequenceIds,
    detection,
    generation_of,
    parse_version,
)


def start() -> tuple[Detection, Probe]:
    steps = detection()
    return steps, next(steps)


def ok(*words: str, checksummed: bool = True, sequence_id: int | None = None) -> Reply:
    return Reply(ok=True, words=words, checksummed=checksummed, sequence_id=sequence_id)


REFUSED = Reply(ok=False, checksummed=True)


def finish(steps: Detection, state: Reply, answers: dict[str, Reply]) -> Features:
    """Answer the rest of the questions, ``$GS`` being the one asked."""
    try:
        probe = steps.send(state)
        while True:
            probe = steps.send(answers.get(probe.command, REFUSED))
    except StopIteration as result:
        features = result.value
        assert isinstance(features, Features)
        return features


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("8.2.3", (8, 2, 3)),
        ("8.2.3.EU", (8, 2, 3)),
        ("D6.2.1", (6, 2, 1)),
        ("2.1.A2", (2, 1)),
        ("8.2.3.CGMI", (8, 2, 3)),
        ("D9", (9,)),
        ("", ()),
        ("x.y", ()),
    ],
)
def test_versions_are_read_with_letters_and_suffixes(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


@pytest.mark.parametrize(
    ("version", "generation"),
    [
        ((1, 0, 0), Generation.ADDITIVE),
        ((1, 0, 2), Generation.ADDITIVE),
        ((1, 0, 3), Generation.BARE_REPLIES),
        ((2, 0, 3), Generation.CHECKED_REPLIES),
        ((3, 0, 1), Generation.SEQUENCE_IDS),
        ((4, 0, 1), Generation.SEQUENCE_IDS),
        ((5, 2, 1), Generation.STATE_REPORTS),
        ((6, 0, 0), Generation.NEWER),
    ],
)
def test_every_protocol_version_belongs_to_a_generation(version: tuple[int, ...], generation: Generation) -> None:
    assert generation_of(version) is generation


def test_the_first_question_is_one_that_every_firmware_understands() -> None:
    _, probe = start()
    assert probe.command == "GV"
    assert probe.link.checksum is ChecksumStyle.SUM
    assert probe.link.sequence_ids is SequenceIds.OFF


@pytest.mark.parametrize("reply", [REFUSED, ok("8.2.3"), ok(), ok("hello", "world")])
def test_what_reports_no_versions_is_no_controller(reply: Reply) -> None:
    steps, _ = start()
    with pytest.raises(RapiReplyError, match="check that it is an OpenEVSE controller"):
        steps.send(reply)


def test_what_reports_no_state_is_no_controller() -> None:
    steps, _ = start()
    steps.send(ok("2.1", "1.0.0", checksummed=False))
    with pytest.raises(RapiReplyError, match="for its state"):
        steps.send(REFUSED)


def test_better_framing_is_tried_before_it_is_relied_on() -> None:
    steps, _ = start()
    probe = steps.send(ok("8.2.3", "5.2.1"))
    assert probe.command == "GV"
    assert (probe.link.checksum, probe.link.sequence_ids) == (ChecksumStyle.XOR, SequenceIds.TRY)
    probe = steps.send(ok("8.2.3", "5.2.1", sequence_id=1))
    assert (probe.link.checksum, probe.link.sequence_ids) == (ChecksumStyle.XOR, SequenceIds.ON)


def test_a_build_without_sequence_ids_is_spoken_to_without_them() -> None:
    steps, _ = start()
    probe = steps.send(ok("8.2.3", "5.2.1"))
    for _ in range(3):
        assert (probe.command, probe.link.sequence_ids) == ("GV", SequenceIds.TRY)
        probe = steps.send(ok("8.2.3", "5.2.1"))
    assert (probe.link.checksum, probe.link.sequence_ids) == (ChecksumStyle.XOR, SequenceIds.OFF)


def test_one_late_answer_without_id_does_not_hide_that_there_are_ids() -> None:
    steps, _ = start()
    steps.send(ok("8.2.3", "5.2.1"))
    steps.send(ok("8.2.3", "5.2.1"))
    assert steps.send(ok("8.2.3", "5.2.1", sequence_id=2)).link.sequence_ids is SequenceIds.ON


def test_a_build_that_refuses_the_better_checksum_keeps_the_old_one() -> None:
    steps, _ = start()
    steps.send(ok("8.2.3", "5.2.1"))
    probe = steps.send(REFUSED)
    assert (probe.link.checksum, probe.link.sequence_ids) == (ChecksumStyle.SUM, SequenceIds.OFF)


def test_features_follow_answers_rather_than_numbers() -> None:
    steps, _ = start()
    steps.send(ok("7.1.4", "5.1.3"))
    steps.send(ok("7.1.4", "5.1.3", sequence_id=1))
    found = finish(
        steps,
        ok("00", "0", "00", "4200"),
        {
            "GC": ok("6", "80", "24", "24"),
            "GG": ok("-1", "240000"),
            "GT": ok("165", "165", "165", "165", "165", "85"),
            "G4": ok("0"),
        },
    )
    assert found.boot_lock
    assert found.auth_lock
    assert found.capacity_words == 4
    absent = (found.ammeter, found.rtc, found.time_limit, found.energy_limit, found.lock_motor, found.heartbeat)
    assert not any(absent)
    assert found.voltage_setting
    assert found.link.sequence_ids is SequenceIds.ON
    assert found.link.reply_checksum


@pytest.mark.parametrize(
    ("protocol", "length"), [("1.0.3", 29), ("2.0.3", 29), ("2.0.4", 31), ("3.0.0", 29), ("3.0.1", 31), ("5.2.1", 31)]
)
def test_the_room_for_a_command_grew_with_two_versions(protocol: str, length: int) -> None:
    steps, _ = start()
    probe = steps.send(ok("D4.0.0", protocol))
    while probe.command == "GV":
        probe = steps.send(ok("D4.0.0", protocol))
    found = finish(steps, ok("1", "0"), {})
    assert found.link.max_command_length == length
    assert not found.hex_state
