from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ama_net.foundation.local import broker as local_broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[local_broker.Broker]:
    running = local_broker.start(log=tmp_path / "broker.log")
    yield running
    running.stop()


def ping(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        return bool(client.ping())


def test_start_answers_at_its_address(broker: local_broker.Broker) -> None:
    assert ping(broker.url)


def test_start_refuses_who_does_not_know_the_password(broker: local_broker.Broker) -> None:
    with pytest.raises(redis.AuthenticationError):
        ping(f"redis://127.0.0.1:{broker.port}/0")


def test_password_is_in_no_command_line_and_no_repr(broker: local_broker.Broker) -> None:
    command_line = Path(f"/proc/{broker.process.pid}/cmdline").read_bytes()
    assert broker.password.encode() not in command_line
    assert broker.password not in repr(broker)


def test_restart_keeps_the_address(broker: local_broker.Broker) -> None:
    url = broker.url
    broker.process.kill()
    broker.process.wait()
    assert not broker.is_running()
    broker.restart()
    assert (broker.url, ping(url)) == (url, True)
