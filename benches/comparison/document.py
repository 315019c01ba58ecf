"""The measured parts of docs/performance.md, each between two marks."""

import sys


def marks(name):
    """What stands before a part and after it."""
    return f"<!-- measured: {name} -->\n", f"<!-- end of {name} -->\n"


def demand_marks(path, names):
    """Ends the program when a part has no place in the file: better before hours of measuring than after."""
    text = path.read_text(encoding="utf-8")
    for name in names:
        begin, end = marks(name)
        if begin not in text or end not in text.split(begin, 1)[1]:
            sys.exit(f"{path} lacks the marks for {name}: {begin}{end}")


def put(path, parts):
    """Puts parts into the places marked for them; what stands around them stays."""
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = marks(name)
        before, rest = text.split(begin, 1)
        after = rest.split(end, 1)[1]
        text = f"{before}{begin}\n{part}\n{end}{after}"
    path.write_text(text, encoding="utf-8")
