"""Names that only a framework, a template or an interface calls; anything else that vulture finds is dead."""

from typing import Any

_: Any = object()

# SQLAlchemy's type decorator, Werkzeug's converters, WTForms' validators, Flask-Login's user, click's groups
_.process_bind_param
_.process_result_value
_.to_python
_.to_url
_.validate_holidays
_.validate_workdays
_.validate_layer
_.get_id
_._load_user
_.list_commands
# gunicorn's application, Prometheus' collector, logging's formatter
_.load_config
_.collect
_.format
# Whoosh's codec
_.field_writer
_.add_postings
_.iter_postings
_.cleanup
# Flask's session interface, a stream for zipfile
_.get_cookie_name
_.get_cookie_secure
_.writable
# gunicorn's worker, named in its configuration
_.PatientWorker
_.on_client_socket_readable
# the factory that `flask --app` looks for; templates' own calls; events, replayed by later issues
_.create_app
_.static
_.__init_subclass__
_.from_payload
# the seam for migrations that rewrite an append-only table
_.drop_triggers
# the protocol of a search index, whole for its two engines
_.upsert
# what Flask and pydantic read; fields of the API's answers that nothing here reads back
_.max_content_length
_.replayed
_.model_config
_.next_cursor
_.title_pieces
_.reporter_team
# the ledger, which the reactions of points will call
_.void
_.reverse
_.divided
_.tariff_on
