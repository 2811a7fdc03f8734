"""The background process beside the web workers: outbox, scheduled jobs, election."""

from flask import Flask

from scenariowiki.jobs.cli import jobs


def init_jobs(app: Flask) -> None:
    """Give the command line its `jobs` group."""
    app.cli.add_command(jobs)
