"""Changed connections: taken over when they work, taken back when not, also across a loss of power."""

from __future__ import annotations

from pathlib import Path

from back_ends import BackEnd
from ocpp_station import OcppStation

from pilotwire.services.ocpp.fallback import TRIES, Change, Fallback
from pilotwire.station.settings import Settings

KEY = "correct horse battery"


def use_slot(back_end: BackEnd, url: str, profile: int = 0) -> None:
    """Have the station use another back end."""
    data = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": url,
        "messageTimeout": 30,
        "securityProfile": profile,
        "ocppInterface": "Wired0",
    }
    assert back_end.call("SetNetworkProfile", configuration_slot=2, connection_data=data).status == "Accepted"
    name = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "NetworkConfigurationPriority"}}
    told = back_end.call("SetVariables", set_variable_data=[{**name, "attributeValue": "2"}])
    assert told.set_variable_result[0]["attribute_status"] == "Accepted"


def connected(station: OcppStation) -> bool:
    return station.do(lambda: station.host.status.services["ocpp"].connected)


def nobody() -> str:
    """An address where nobody is any more."""
    with BackEnd("2.0.1") as gone:
        return gone.url


def test_another_back_end_that_works_is_kept(tmp_path: Path) -> None:
    with BackEnd("2.0.1") as old, BackEnd("2.0.1") as new, OcppStation(tmp_path, ocpp_server=old.url) as station:
        old.wait(lambda: station.settled)
        use_slot(old, new.url)
        new.wait_for("BootNotification")
        new.wait(lambda: not station.do(lambda: station.host.reader.back_end("station").documents.get("trial")))
        name = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "ActiveNetworkProfile"}}
        told = new.call("GetVariables", get_variable_data=[name])
        assert told.get_variable_result[0]["attribute_value"] == "2"
        assert station.setting("ocpp_server") == new.url
        # It stays there, even when it goes away for long.
        new.shut()
        new.wait(lambda: station.do(lambda: station.service.reconnect.failures) > TRIES)
        assert station.setting("ocpp_server") == new.url


def test_another_back_end_that_does_not_work_gives_way_to_the_old_one(tmp_path: Path) -> None:
    with BackEnd("2.0.1") as old, OcppStation(tmp_path, ocpp_server=old.url) as station:
        old.wait(lambda: station.settled)
        use_slot(old, nobody())
        old.wait(lambda: old.connections == 2)
        old.wait(lambda: connected(station))
        assert station.setting("ocpp_server") == old.url


def test_also_when_the_power_is_cut_in_the_meantime(tmp_path: Path) -> None:
    with BackEnd("2.0.1") as old:
        gone = nobody()
        with OcppStation(tmp_path, ocpp_server=old.url) as station:
            old.wait(lambda: station.settled)
            use_slot(old, gone)
            old.wait(lambda: station.setting("ocpp_server") == gone)
            old.wait(lambda: station.do(lambda: station.host.reader.back_end("station").documents.get("trial")))
        with OcppStation(tmp_path, ocpp_server=gone) as station:
            old.wait(lambda: station.setting("ocpp_server") == old.url)
            old.wait(lambda: connected(station))


def test_settings_that_cannot_even_be_tried_are_taken_back_at_once(tmp_path: Path) -> None:
    with BackEnd("1.6") as back_end, OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        # Without a key, and without encryption.
        assert back_end.call("ChangeConfiguration", key="SecurityProfile", value="2").status == "Accepted"
        back_end.wait(lambda: back_end.connections == 2)
        back_end.wait(lambda: connected(station))
        assert station.setting("ocpp_security_profile") == 0
        told = back_end.call("GetConfiguration", key=["SecurityProfile"])
        assert told.configuration_key[0]["value"] == "0"


A, B, C = (Settings(ocpp_server=name) for name in "abc")


def test_what_counts_is_how_it_last_worked() -> None:
    fallback = Fallback()
    fallback.changed(["ocpp_server"], A, B)
    fallback.changed(["ocpp_server", "ocpp_idtag"], B, C)
    assert fallback.under_trial == {"ocpp_server": Change("a", "c")}
    assert [fallback.failed(C) for _ in range(TRIES)] == [{}] * (TRIES - 1) + [{"ocpp_server": "a"}]
    assert fallback.under_trial == {}


def test_what_the_owner_has_set_meanwhile_stays() -> None:
    fallback = Fallback()
    fallback.changed(["ocpp_server"], A, B)
    assert fallback.impossible(C) == {}
    assert fallback.under_trial == {}


def test_a_connection_from_before_a_change_says_nothing_about_it() -> None:
    fallback = Fallback()
    earlier = fallback.under_trial
    fallback.changed(["ocpp_server"], A, B)
    assert not fallback.worked(earlier)
    assert fallback.under_trial
    assert fallback.worked(fallback.under_trial)
    assert fallback.under_trial == {}
