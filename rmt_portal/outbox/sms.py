"""Short messages by telephone, behind a setting: without ``RMT_SMS_BACKEND`` none is ever sent.

A backend is a function ``send(to, text, key)``; ``key`` is the same when a message is sent again after a fault, so that
the other side can recognise it. Two come with the portal: :func:`to_folder` for development and demonstrations, and
:func:`by_http`, which posts to a gateway. A message never says more than that something waits, or a code.
"""

import hashlib
import json
from collections.abc import Callable
from typing import cast
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.module_loading import import_string

TIMEOUT_SECONDS = 10
Send = Callable[[str, str, str], None]


def is_on() -> bool:
    """Say whether this installation can send messages."""
    return bool(settings.SMS_BACKEND)


def send(to: str, text: str, key: str) -> None:
    """Send a message to a number in international form ("+31612345678").

    Raises:
        RuntimeError: this installation sends no messages.
        OSError: the gateway did not answer, or refused; the outbox tries again later.
    """
    if not is_on():
        raise RuntimeError("no SMS backend is set")
    cast(Send, import_string(settings.SMS_BACKEND))(to, text, key)


def to_folder(to: str, text: str, key: str) -> None:
    """Write the message in the folder ``sms`` of the data, where a person can read it; nothing leaves the machine."""
    folder = settings.VAR_DIR / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{_mark(key)}.txt").write_text(f"To: {to}\n\n{text}\n")


def by_http(to: str, text: str, key: str) -> None:
    """Post the message as JSON (``to``, ``text``, ``key``) to ``RMT_SMS_URL``, with ``RMT_SMS_TOKEN`` as bearer."""
    if not settings.SMS_URL.startswith("https://"):
        raise RuntimeError("RMT_SMS_URL must be an https address")
    body = json.dumps({"to": to, "text": text, "key": _mark(key)}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = Request(settings.SMS_URL, data=body, headers=headers, method="POST")  # noqa: S310 - https, see above
    with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]
