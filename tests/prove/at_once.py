"""A plug-in of pytest: what failed is told whole in that moment, so that it is not lost with a run that is late."""

from __future__ import annotations

import pytest


class AtOnce:
    """Prints each failure, in the process that gathers them."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A part of a test has ended."""
        if report.failed:
            print(f"\n{report.nodeid} ({report.when}):\n{report.longreprtext}", flush=True)


def pytest_configure(config: pytest.Config) -> None:
    """Only where the reports come together: a worker's own print goes nowhere."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(AtOnce())
