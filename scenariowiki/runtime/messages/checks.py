"""What the health checks say, in plain words: what is so, and what to do when it is not well."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

NAMES: Mapping[str, Any] = {
    "secret_key": _("Secret key"),
    "address": _("Address"),
    "allow_http": _("Encryption"),
    "database": _("Database"),
    "schema": _("Database schema"),
    "index": _("Search index"),
    "jobs": _("Background process"),
    "outbox": _("Waiting work"),
    "schedule": _("Scheduled jobs"),
    "masked": _("Masked text"),
    "disk": _("Disk space"),
    "mail": _("Mail"),
}

CHECKS: Mapping[str, Any] = {
    "secret_key_ok": _("Long enough."),
    "secret_short": _(
        "SECRET_KEY is shorter than 32 characters. Set a longer one; everybody signs in again."
    ),
    "address_ok": _("%(base_url)s"),
    "base_url_missing": _("BASE_URL is not set: links in mails and exports have no address."),
    "base_url_plain": _(
        "BASE_URL is not https: passwords would travel unprotected. Put a TLS proxy in front."
    ),
    "http_allowed": _("ALLOW_HTTP=1: passwords travel unprotected. Only for a closed network or a trial."),
    "database_ok": _("Version %(version)s."),
    "database_away": _("The database does not answer: %(detail)s"),
    "sqlite_old": _(
        "SQLite %(version)s may damage a database when it is written from several processes. "
        "Use Python with pysqlite3, or SQLite %(wanted)s and newer."
    ),
    "postgresql_old": _("PostgreSQL %(version)s is too old; %(wanted)s or newer is needed."),
    "schema_ok": _("Up to date (%(at)s)."),
    "schema_behind": _("The schema is %(at)s, the program needs %(head)s. Run: flask db upgrade"),
    "index_ok": _("%(documents)s scenarios (%(engine)s)."),
    "index_unusable": _(
        "The index cannot be used (%(detail)s). It is made anew by itself; until then search is simpler."
    ),
    "jobs_ok": _("Last sign of life %(seconds)s seconds ago."),
    "jobs_never_ran": _("The background process has never run. Start it: flask jobs run"),
    "jobs_silent": _(
        "No sign of life for %(seconds)s seconds: new scenarios are not found. Start it: flask jobs run"
    ),
    "outbox_ok": _("%(count)s waiting."),
    "outbox_late": _("%(count)s waiting (%(kind)s), %(failed)s failed before; it is tried again by itself."),
    "outbox_stuck": _(
        "%(count)s waiting for %(seconds)s seconds (%(kind)s), %(failed)s failed. "
        "See the log of the background process."
    ),
    "schedule_ok": _("All ran well."),
    "jobs_failing": _("These failed: %(names)s. Details: flask jobs list"),
    "mail_ok": _("Sent by %(host)s."),
    "mail_off": _("SMTP_URL is not set: notices are read in the inbox alone."),
    "mail_url_wrong": _("SMTP_URL is no address like smtps://name:password@host:465; no mail goes out."),
    "mail_from_wrong": _("MAIL_FROM is no address like wiki@example.com; no mail goes out."),
    "masked_ok": _("Nothing that was masked has come back."),
    "masked_back": _(
        "%(count)s masked texts are back since a backup was restored. Run: flask scenarios mask-again"
    ),
    "disk_ok": _("%(percent)s %% free."),
    "disk_low": _("Only %(percent)s %% free (%(free_mb)s MB). Make room before nothing can be saved."),
    "disk_read_only": _("%(folder)s can only be read: nothing can be saved."),
}


def text_of_check(code: str, facts: Mapping[str, Any]) -> str:
    """Return what a finding says, its facts filled in."""
    return str(CHECKS[code]) % facts


JOBS: Mapping[str, tuple[Any, Any]] = {
    "load_index": (
        _("Load the index"),
        _("Reads the search index from its files and makes it anew if need be."),
    ),
    "verify_outcomes": (
        _("Verify outcomes"),
        _("Outcomes that nobody disputed for seven days count as verified."),
    ),
    "replay_history": (
        _("Credit the past"),
        _("Gives points once for what was done before there were points, each thing at its own time."),
    ),
    "freeze_periods": (
        _("Freeze leaderboards"),
        _("Closes the leaderboards of periods that ended three days ago; they never change again."),
    ),
    "verify_points": (
        _("Check the ledger of points"),
        _("Asks every night whether all points add up; what does not is named in the log."),
    ),
    "pay_prizes": (
        _("Pay prizes for ranks"),
        _("Pays the prizes of leaderboards that froze a week ago, each once; it waits for open cases."),
    ),
    "expire_redemptions": (
        _("Requests that lapse"),
        _("Ends requests for rewards that nobody acted on, passes on unused turns."),
    ),
    "expire_points": (
        _("Points that expire"),
        _("Takes out points older than 24 months, and tells whose will follow."),
    ),
    "check_fraud": (
        _("Look for arranged points"),
        _("Opens a case for curators where two people earn very much for each other."),
    ),
    "ripen_awards": (
        _("Ripen points"),
        _("Posts pending points when their time has come, and voids those that were left alone."),
    ),
    "draw_samples": (
        _("Draw samples"),
        _("Gives every coach a few scenarios a month to look at by the content standard."),
    ),
    "take_effect": (_("Let SOPs take effect"), _("Puts approved versions in force when their day comes.")),
    "mind_reviews": (_("Mind the reviews"), _("Puts what is overdue or has lost its owner into the queue.")),
    "propose_unused": (
        _("Propose for the archive"),
        _("Puts what nobody uses and nobody verified into the queue; nothing is archived by itself."),
    ),
    "remind_readers": (_("Remind readers of SOPs"), _("Reminds those who have not read a new version.")),
    "age_queue": (_("Age the queue"), _("Makes what waits for a decision more urgent the longer it waits.")),
    "tend_imports": (_("Tend imports"), _("Takes up imports that wait, or that were cut off.")),
    "escalate_tickets": (
        _("Tell on late answers"),
        _("Feedback that waits for half, all or twice its time is told to those who can help."),
    ),
    "close_tickets": (_("Close feedback"), _("Answers that nobody rated for seven days count as good.")),
    "send_digests": (
        _("Send the daily digests"),
        _("Mails what came up, to each person as their shift begins."),
    ),
    "gather_gaps": (
        _("Gather what is wanted"),
        _("Puts searches after which nothing was opened on the wanted board, near-equal ones together."),
    ),
    "tend_gaps": (
        _("Tend the wanted board"),
        _("Frees gaps that were taken a week ago and not written, and forgets what nobody looks for."),
    ),
    "forget_files": (_("Forget files"), _("Deletes the files of imports that ended long ago.")),
    "end_sessions": (_("End sessions"), _("Signs out whoever has been away too long.")),
    "forget_keys": (_("Forget keys"), _("Drops one-time keys of forms and old counts of failed sign-ins.")),
    "audit_index": (_("Compare the index"), _("Compares the search index with the database.")),
    "scan_duplicates": (
        _("Look for duplicates"),
        _("Compares the scenarios that came since the last time with all others."),
    ),
    "check_merges": (_("Check the merges"), _("Checks that every merged page leads to where it was merged.")),
    "tidy_database": (_("Tidy the database"), _("Refreshes what the database knows of its own tables.")),
}
