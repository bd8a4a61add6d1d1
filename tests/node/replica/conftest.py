"""Makes the shared fixtures of this folder known; the helpers live in `conftest_replica`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest_replica import database, running, watched  # noqa: F401
