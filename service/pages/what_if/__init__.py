"""The page of a what-if: its controls, the question they make, and what it shows of the answer."""
