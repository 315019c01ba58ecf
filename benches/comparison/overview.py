"""The figures of a Financieel overzicht BE, from whichever program printed them."""

import csv
import decimal
import io


def figures(text):
    """Count, receipts and expenses in cents by daybook, institution, branch and booking code.

    The text is CSV with `;`, and its headers are those of the report; a description is left aside.
    """
    groups = {}
    for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"):
        group = row["Dagboek"], row["Instantie"], row["Vestiging"], row["Boekingscode"]
        if group in groups:
            raise ValueError(f"{group} stands there twice")
        groups[group] = int(row["Aantal"]), cents(row["Ontvangsten"]), cents(row["Uitgaven"])
    return groups


def cents(text):
    """Whole cents of `1234,50` or `1234.5`."""
    amount = decimal.Decimal(text.replace(",", ".")) * 100
    if amount != amount.to_integral_value():
        raise ValueError(f"{text} is not in whole cents")
    return int(amount)


class Agreement:
    """Demands that all outputs tell the same figures as the first."""

    def __init__(self):
        self.first = None
        self.seen = set()

    def of_text(self, text):
        """One program's output, as text or bytes."""
        text = text if isinstance(text, str) else text.decode("utf-8")
        # The same text as before needs no second look.
        if hash(text) in self.seen:
            return
        found = figures(text)
        if not found:
            raise SystemExit("an output is empty")
        if self.first is None:
            self.first = found
        if found != self.first:
            wrong = sorted(group for group in {*found, *self.first} if found.get(group) != self.first.get(group))
            raise SystemExit(
                f"outputs differ in {len(wrong)} groups, the first being {wrong[0]}: "
                f"{self.first.get(wrong[0])} and {found.get(wrong[0])}"
            )
        self.seen.add(hash(text))

    def of_file(self, path):
        """A check that reads a file instead of what was printed, and takes it away."""

        def check(_printed):
            self.of_text(path.read_text(encoding="utf-8"))
            path.unlink()

        return check
