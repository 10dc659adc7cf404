"""What `make run` asks before it starts."""

from __future__ import annotations

import socket
import threading

import pytest

from config.run import _free


@pytest.mark.parametrize(("patience", "free"), [(0, False), (10, True)])
def test_a_port_that_is_let_go_of_in_a_moment_is_waited_for_only_by_whoever_has_ended_its_holder(patience, free):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        let_go = threading.Timer(0.3, held.close)
        let_go.start()
        assert _free(port, patience) is free
        let_go.join()


def test_a_number_that_is_no_port_is_not_free():
    assert _free(65536, 0) is False
