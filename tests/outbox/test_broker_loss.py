"""A worker that loses the broker with a task in hand goes on when the broker is back."""

import pytest
from kombu import Connection
from kombu.transport.redis import Channel

from rmt_portal.celery import app
from tests.rig.worker import own_broker

QUEUE = "test-broker-loss"


@pytest.fixture
def with_a_task_in_hand():
    with Connection(own_broker()) as other, other.SimpleQueue(QUEUE) as queue:
        queue.put({"wake": "up"})
    connection = Connection(own_broker())
    connection.SimpleQueue(QUEUE, channel=connection.default_channel).get(timeout=10)  # and not acknowledged
    yield connection
    with Connection(own_broker()) as other, other.SimpleQueue(QUEUE) as queue:
        queue.clear()


@pytest.mark.parametrize("restores", [False, True], ids=["as we have it", "control: as kombu ships"])
def test_what_is_left_of_a_connection_is_closed_without_writing_to_the_broker_again(
    with_a_task_in_hand, monkeypatch, restores
):
    """Writing is what ended the worker when the broker was gone; celery closes like this after a loss."""
    assert Channel.do_restore is False
    monkeypatch.setattr(Channel, "do_restore", restores)
    with_a_task_in_hand.collect(socket_timeout=1)
    with_a_task_in_hand.close()
    assert is_waiting() == restores


def is_waiting() -> bool:
    """Whether the broker has the message to hand out."""
    with Connection(own_broker()) as other, other.SimpleQueue(QUEUE) as queue:
        try:
            queue.get(block=False).ack()
        except queue.Empty:
            return False
        return True


def test_a_broker_that_is_away_for_a_night_or_answers_by_half_is_tried_again():
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.broker_channel_error_retry is True
