"""``pilotwire check``: connections to the outside tried out, step by step. Like ``cli``, it decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cyclopts import App

check = App(name="check", help="Try a connection to the outside out, step by step.", help_format="plaintext")


@check.command(name="mqtt")
def check_mqtt(
    *,
    host: str | None = None,
    port: int | None = None,
    tls: bool | None = None,
    verify: bool | None = None,
    ca: Path | None = None,
    user: str | None = None,
    version: Literal["3.1.1", "5"] | None = None,
    data_dir: Path | None = None,
) -> int:
    """Try the MQTT broker out: name, way, encryption, log-in, commands.

    What is not given is taken from the station's settings, running or not; the
    password from $PILOTWIRE_MQTT_PASSWORD if that is set. Exit code 0 if every
    step succeeds, 1 if one fails, 2 for what makes no sense.

    Examples:
        pilotwire check mqtt
        pilotwire check mqtt --host broker.local --user openevse
        pilotwire check mqtt --host broker.local --port 8883 --tls --ca ca.pem

    Parameters
    ----------
    host
        The broker.
    port
        Its port; 8883 with --tls and 1883 without if only the host is given.
    tls
        Whether the connection is encrypted.
    verify
        Whether its certificate has to be valid.
    ca
        File (PEM) with authorities to trust besides those of the system and the station.
    user
        User name at the broker.
    version
        Version of MQTT.
    data_dir
        Where the station's state is kept.
    """
    from pilotwire.runtime.mqtt_check import check_command  # noqa: PLC0415 -- see the docstring
    from pilotwire.runtime.station_options import default_data_dir  # noqa: PLC0415

    if host is not None and port is None:
        port = 8883 if tls else 1883
    given = {
        "mqtt_server": host,
        "mqtt_port": port,
        "mqtt_protocol": None if tls is None else "mqtts" if tls else "mqtt",
        "mqtt_reject_unauthorized": verify,
        "mqtt_user": user,
        "mqtt_version": version,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    return check_command((data_dir or default_data_dir()).expanduser(), changes, ca)


@check.command(name="emoncms")
def check_emoncms(
    *,
    server: str | None = None,
    node: str | None = None,
    fingerprint: str | None = None,
    ca: Path | None = None,
    data_dir: Path | None = None,
) -> int:
    """Try the Emoncms server out: name, way, encryption, HTTP, key.

    What is not given is taken from the station's settings, running or not; the
    key from $PILOTWIRE_EMONCMS_APIKEY if that is set. Nothing is posted. Exit
    code 0 if every step succeeds, 1 if one fails, 2 for what makes no sense.

    Examples:
        pilotwire check emoncms
        pilotwire check emoncms --server http://emonpi.local
        pilotwire check emoncms --server https://emoncms.org --node garage

    Parameters
    ----------
    server
        Its address, with http:// or https:// and the path if there is one.
    node
        Name of the station in Emoncms.
    fingerprint
        SHA-1 or SHA-256 of its certificate, instead of an authority.
    ca
        File (PEM) with authorities to trust besides those of the system and the station.
    data_dir
        Where the station's state is kept.
    """
    from pilotwire.runtime.emoncms_check import check_command  # noqa: PLC0415 -- see the docstring
    from pilotwire.runtime.station_options import default_data_dir  # noqa: PLC0415

    given = {"emoncms_server": server, "emoncms_node": node, "emoncms_fingerprint": fingerprint}
    changes = {name: value for name, value in given.items() if value is not None}
    return check_command((data_dir or default_data_dir()).expanduser(), changes, ca)


@check.command(name="ocpp")
def check_ocpp(
    *,
    server: str | None = None,
    name: str | None = None,
    version: str | None = None,
    profile: int | None = None,
    certificate: str | None = None,
    ca: Path | None = None,
    data_dir: Path | None = None,
) -> int:
    """Try the charging back end out: name, way, encryption, HTTP, subprotocol, Boot.

    What is not given is taken from the station's settings, running or not; the
    key from $PILOTWIRE_OCPP_AUTHKEY if that is set. A running station may lose
    its connection over it, and makes it again. Exit code 0 if every step
    succeeds, 1 if one fails, 2 for what makes no sense.

    Examples:
        pilotwire check ocpp
        pilotwire check ocpp --server ws://csms.local:9000/ocpp --name GARAGE
        pilotwire check ocpp --server wss://csms.local/ocpp --profile 2 --ca ca.pem

    Parameters
    ----------
    server
        Address of the back end, with ws:// or wss://, without the station's name.
    name
        The station's name there.
    version
        Version of OCPP: auto, 1.6 or 2.0.1.
    profile
        Security profile, 0-3.
    certificate
        Id of a client certificate of the station.
    ca
        File (PEM) with authorities to trust besides those of the system and the station.
    data_dir
        Where the station's state is kept.
    """
    from pilotwire.runtime.ocpp_check import check_command  # noqa: PLC0415 -- see the docstring
    from pilotwire.runtime.station_options import default_data_dir  # noqa: PLC0415

    given = {
        "ocpp_server": server,
        "ocpp_chargeBoxId": name,
        "ocpp_version": version,
        "ocpp_security_profile": profile,
        "ocpp_certificate_id": certificate,
    }
    changes = {setting: value for setting, value in given.items() if value is not None}
    return check_command((data_dir or default_data_dir()).expanduser(), changes, ca)
