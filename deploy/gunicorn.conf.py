"""Settings of the web server, for ``make run`` and for production (docs/deployment.md)."""

import gc
import multiprocessing
import os

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from rmt_portal.logs import logging_config


class JsonLogger(Logger):
    """Lets the server's own lines go the way of all others."""

    def setup(self, cfg: Config) -> None:
        """Leave the handlers to our settings."""
        logging_config(level=os.environ.get("LOG_LEVEL", "INFO"), json=True)
        self.error_log.propagate = True


logger_class = JsonLogger
workers = int(os.environ.get("WEB_WORKERS") or min(multiprocessing.cpu_count() + 1, 9))
worker_class = "gthread"
threads = 2
timeout = 30
graceful_timeout = 25
max_requests = 2000
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112,S108 -- a heartbeat, no data


def post_worker_init(worker: Worker) -> None:
    """Leave what a worker loaded at its start out of every search for garbage.

    Those 200,000 objects live as long as the worker. Looking through all of them again and again cost one page in
    thirty 140 ms more (measured with 50,000 clients); what a page leaves behind is still found.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


# No line per request here: the portal writes its own, without query strings (rmt_portal/middleware.py).
accesslog = None
errorlog = "-"
control_socket_disable = True

# A page that takes longer than this is ended by the database. Only for web processes: workers may take longer.
raw_env = ["PGOPTIONS=-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"]
