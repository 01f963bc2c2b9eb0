"""``python -m deita_server_ext.evaluation eval``: the same as ``deita eval``."""

from __future__ import annotations

import sys

from .command import main

sys.exit(main())
