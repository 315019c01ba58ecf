"""Tables for docs/performance.md."""


def table(headers, rows):
    """A Markdown table; all columns but the first stand to the right."""
    lines = [headers, ["---"] + ["---:"] * (len(headers) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def count(number):
    """`10,000,000`."""
    return f"{number:,}"


def seconds(number):
    """With three digits at least."""
    if number < 0.1:
        return f"{number * 1000:,.1f} ms"
    return f"{number:,.3f} s" if number < 10 else f"{number:,.1f} s" if number < 100 else f"{number:,.0f} s"


def wall(score):
    """The median, and from the shortest to the longest."""
    low, high = score.spread()
    return f"{seconds(score.median())} ({seconds(low)} – {seconds(high)})"


def mebibytes(score):
    """Peak memory."""
    return f"{score.median('peak') / 1024:,.0f} MiB"


def times(number):
    """How many times as much."""
    return f"{factor(number)} x"


def factor(number):
    """With three digits at least."""
    return f"{number:.2f}" if number < 10 else f"{number:,.1f}" if number < 100 else f"{number:,.0f}"


def plain(scores, ours):
    """A row for each score: wall time, ours as a multiple of it, CPU and peak."""
    rows = []
    for score in scores.values():
        ratio = "" if score.name == ours else times(scores[ours].median() / score.median())
        rows.append([score.name, wall(score), ratio, seconds(score.median("cpu")), mebibytes(score)])
    return rows
