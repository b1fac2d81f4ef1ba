"""The ranking engine: arrays in, ranks and component values out (MATCHING 2). Knows neither Django nor Celery.

numba keeps compiled code and looks only at the file of the outermost function to see whether it is still good, while
functions of several files are compiled into one here. So each version of these files has a folder of its own inside
``NUMBA_CACHE_DIR``. Import this before numba; only workers and commands import the modules below it.
"""

import hashlib
import os
from pathlib import Path

_sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
_version = "engine-" + hashlib.sha256(_sources).hexdigest()[:12]
_folder = Path(os.environ.get("NUMBA_CACHE_DIR", ""))
if os.environ.get("NUMBA_CACHE_DIR") and not _folder.name.startswith("engine-"):
    os.environ["NUMBA_CACHE_DIR"] = str(_folder / _version)
elif _folder.name.startswith("engine-"):
    os.environ["NUMBA_CACHE_DIR"] = str(_folder.with_name(_version))
