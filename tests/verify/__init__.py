"""The verifier in JavaScript: the same verdicts as `python -m ballots verify`, in node and in browsers."""
