"""The measured parts of docs/performance.md, each between two marks."""

import sys


def put(path, parts):
    """Puts parts into the places marked for them; what stands around them stays."""
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- measured: {name} -->\n", f"<!-- end of {name} -->\n"
        if begin not in text or end not in text:
            sys.exit(f"{path} lacks the marks for {name}: {begin}{end}")
        before, rest = text.split(begin, 1)
        after = rest.split(end, 1)[1]
        text = f"{before}{begin}\n{part}\n{end}{after}"
    path.write_text(text, encoding="utf-8")
