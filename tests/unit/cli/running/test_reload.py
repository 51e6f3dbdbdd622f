"""`veertien reload` without a daemon that does it; tests/telephony/reload has one that does."""

import json
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main
from veertien.doctor.finding import FindingPlace
from veertien.doctor.kinds import endpoint_kinds
from veertien.records import ReloadResult
from veertien.service.editions.reloading import Reload


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path


def run(config: Path, settings: str, locale: str = "C") -> Result:
    (config / "veertien.yaml").write_text(settings)
    return CliRunner().invoke(main, ["reload", "--config", str(config)], env={"LC_ALL": locale})


def test_where_no_daemon_answers_it_ends_with_status_2_and_names_the_address(config: Path) -> None:
    with socket.socket() as taken:
        # Bound and not listening: nobody else gets it, and nobody answers.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        result = run(config, f"web: {{port: {port}}}\n")
    assert result.exit_code == 2
    assert f"127.0.0.1 port {port}" in result.output


def test_faults_in_the_settings_are_printed_and_the_daemon_is_not_asked(config: Path) -> None:
    result = run(config, "web: {port: many}\n")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{config}/veertien.yaml:1:13: WHOLE-NUMBER")
    assert "nothing was changed" in result.stderr


def test_who_works_in_dutch_reads_it_in_dutch(config: Path) -> None:
    result = run(config, "web: {port: many}\n", "nl_NL.UTF-8")
    assert result.stdout.endswith('"port" is "many"; schrijf een heel getal van 1 tot en met 65535\n')
    assert "er is niets veranderd" in result.stderr
    found = reloaded_by(_Daemon, config, "nl_NL.UTF-8")
    assert found.output == (
        "config geldt nu, als 52f23d2cf9c4.\n"
        "Nummers met een andere weg dan ervoor: geen.\n"
        "Bellers krijgen een andere vraag door: conversation.yaml: question.accept.\n"
        "Asterisk is niet gevraagd of het de endpoints van alle trunks heeft; `veertien doctor` zegt waarom niet.\n"
    )


def test_a_trunk_whose_endpoint_asterisk_lacks_is_printed_by_its_line_with_the_cure(config: Path) -> None:
    result = reloaded_by(_WithoutEndpoint, config)
    assert result.exit_code == 0
    assert result.output.splitlines()[2:] == [
        "config/trunks.yaml:12: Asterisk has no PJSIP endpoint trunk-horn (trunk hoorn): calls can't be put through "
        "there. Make `endpoint` in trunks.yaml and the section in pjsip.conf the same, and reload the one you change."
    ]
    dutch = reloaded_by(_WithoutEndpoint, config, "nl_NL.UTF-8").output
    assert "config/trunks.yaml:12: Asterisk heeft geen PJSIP-endpoint trunk-horn" in dutch


def test_a_daemon_of_before_that_says_nothing_of_endpoints_is_not_put_words_into_its_mouth(config: Path) -> None:
    assert "Asterisk" not in reloaded_by(_Older, config).output


class _Other(BaseHTTPRequestHandler):
    """A server that is no daemon of this version."""

    def do_POST(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


class _Daemon(_Other):
    """What a daemon answers that was given another conversation."""

    reload = Reload("a test", ReloadResult.LOADED, asking=("conversation.yaml: question.accept",))

    def do_POST(self) -> None:
        content = json.dumps({**self.said(), "tables": {"folder": "config", "digest": "52f23d2cf9c4"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def said(self) -> dict[str, object]:
        return self.reload.as_json()


class _WithoutEndpoint(_Daemon):
    """What a daemon answers whose Asterisk lacks the endpoint of a trunk."""

    reload = Reload(
        "a test",
        ReloadResult.LOADED,
        findings=(
            endpoint_kinds.ENDPOINT_UNKNOWN.found(
                FindingPlace("config/trunks.yaml", 12), endpoints="trunk-horn (trunk hoorn)"
            ),
        ),
    )


class _Older(_Daemon):
    """A daemon that compared nothing."""

    def said(self) -> dict[str, object]:
        return {key: value for key, value in super().said().items() if key != "findings"}


def reloaded_by(handler: type[_Other], config: Path, locale: str = "C") -> Result:
    server = HTTPServer(("127.0.0.1", 0), handler)
    # It looks every half a second whether it is to end, unless it is to look more often.
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        return run(config, f"web: {{port: {server.server_port}}}\n", locale)
    finally:
        server.shutdown()
        server.server_close()


def test_what_callers_are_asked_otherwise_is_printed(config: Path) -> None:
    result = reloaded_by(_Daemon, config)
    assert (result.exit_code, result.output) == (
        0,
        "config is in force as 52f23d2cf9c4.\n"
        "Numbers routed otherwise than before: none.\n"
        "Callers are asked otherwise: conversation.yaml: question.accept.\n"
        "Asterisk was not asked whether it has the endpoints of all trunks; `veertien doctor` says why not.\n",
    )


def test_another_program_on_that_address_did_not_reload(config: Path) -> None:
    result = reloaded_by(_Other, config)
    assert result.exit_code == 2
    assert "did not reload: 404" in result.output
