"""Does nothing but import a package: what a competitor's start costs.

starting.py PACKAGE
"""

import importlib
import sys

importlib.import_module(sys.argv[1])
