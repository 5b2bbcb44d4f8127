"""`python -m newsconv` is the command `newsconv`."""

import sys

from newsconv._main import main

sys.exit(main())
