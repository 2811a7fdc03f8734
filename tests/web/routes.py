"""Who may call what: one row for every endpoint; a test fails when one is missing or answers otherwise.

Add a row beside every new view. `right` is the permission it asks for, SIGNED_IN when being signed in is
enough, PUBLIC when it answers strangers; `or_right` will do as well, OBJECT when the state of
the thing decides, which the tests of its page ask about; `args` fill the address. Scenario 1 is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.accounts.rules import Permission
from tests import personas

PUBLIC = "public"
SIGNED_IN = "signed in"
OBJECT = "decided by the object"


@dataclass(frozen=True, kw_only=True)
class Route:
    right: str
    or_right: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


def _people(**args: Any) -> Route:
    return Route(right=Permission.MANAGE_PEOPLE, args=args)


def _taxonomy(**args: Any) -> Route:
    return Route(right=Permission.MANAGE_TAXONOMY, args=args)


def _curation(**args: Any) -> Route:
    return Route(right=Permission.CURATE, args=args)


def _rewards(**args: Any) -> Route:
    return Route(right=Permission.MANAGE_REWARDS, args=args)


def _scenario(right: str = SIGNED_IN, **args: Any) -> Route:
    return Route(right=right, args={"no": 1, **args})


REA = {"account_id": personas.REA.id}
BLUE = {"team_id": personas.BLUE}

ROUTES: dict[str, Route] = {
    "sops.index": Route(right=SIGNED_IN),
    "sops.propose": Route(right=Permission.CURATE, args={"solution": 999}),
    "sops.propose_now": Route(right=Permission.CURATE, args={"solution": 999}),
    "sops.show": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.edit": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.save": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.settings": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.save_settings": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.act": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.acknowledge": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.remind": Route(right=OBJECT, args={"sop_id": 999}),
    "sops.review": Route(right=OBJECT, args={"no": 1}),
    "static": Route(right=PUBLIC, args={"version": "x", "name": "app.css"}),
    "home.brand_stylesheet": Route(right=PUBLIC),
    "home.brand_logo": Route(right=PUBLIC, args={"digest": "x"}),
    "health.healthz": Route(right=PUBLIC),
    "health.readyz": Route(right=PUBLIC),
    "health.metrics": Route(right=PUBLIC),
    "accounts.sign_in": Route(right=PUBLIC),
    "accounts.sign_in_now": Route(right=PUBLIC),
    "accounts.sign_out": Route(right=SIGNED_IN),
    "accounts.sessions": Route(right=SIGNED_IN),
    "accounts.end_session": Route(right=SIGNED_IN, args={"session_id": 999}),
    "accounts.sign_out_everywhere": Route(right=SIGNED_IN),
    "accounts.change_password": Route(right=SIGNED_IN),
    "accounts.save_password": Route(right=SIGNED_IN),
    "accounts.settings": Route(right=SIGNED_IN),
    "accounts.save_settings": Route(right=SIGNED_IN),
    "accounts.tokens": Route(right=SIGNED_IN),
    "accounts.issue_token": Route(right=SIGNED_IN),
    "accounts.revoke_token": Route(right=SIGNED_IN, args={"token_id": 999}),
    "admin.index": Route(right=Permission.MANAGE_TAXONOMY, or_right=Permission.READ_LEDGER),
    "admin.people": _people(),
    "admin.new_person": _people(),
    "admin.add_person": _people(),
    "admin.person": _people(**REA),
    "admin.change_person": _people(**REA),
    "admin.reset_password": _people(**REA),
    "admin.sign_person_out": _people(**REA),
    "admin.disable_person": _people(**REA),
    "admin.enable_person": _people(**REA),
    "admin.hand_over": _people(**REA),
    "admin.teams": _people(),
    "admin.new_team": _people(),
    "admin.add_team": _people(),
    "admin.team": _people(**BLUE),
    "admin.change_team": _people(**BLUE),
    "admin.add_member": _people(**BLUE),
    "admin.end_membership": _people(**BLUE, account_id=personas.ZOE.id),
    "admin.close_team": _people(**BLUE),
    "admin.sites": Route(right=Permission.MANAGE_SITE),
    "admin.add_site": Route(right=Permission.MANAGE_SITE),
    "admin.site": Route(right=Permission.MANAGE_SITE, args={"site_id": personas.SITE}),
    "admin.change_site": Route(right=Permission.MANAGE_SITE, args={"site_id": personas.SITE}),
    "admin.import_days": Route(right=Permission.MANAGE_SITE, args={"site_id": personas.SITE}),
    "admin.brand": Route(right=Permission.MANAGE_SITE),
    "admin.save_brand": Route(right=Permission.MANAGE_SITE),
    "admin.save_logo": Route(right=Permission.MANAGE_SITE),
    "admin.remove_logo": Route(right=Permission.MANAGE_SITE),
    "admin.categories": _taxonomy(),
    "admin.category": _taxonomy(),
    "admin.save_category": _taxonomy(),
    "admin.place_category": _taxonomy(category_id=999),
    "admin.merge_category": _taxonomy(category_id=999),
    "admin.unmerge_category": _taxonomy(category_id=999),
    "admin.tags": _taxonomy(),
    "admin.tag": _taxonomy(),
    "admin.save_tag": _taxonomy(),
    "admin.merge_tag": _taxonomy(tag_id=999),
    "admin.unmerge_tag": _taxonomy(tag_id=999),
    "admin.tag_groups": _taxonomy(),
    "admin.save_tag_group": _taxonomy(),
    "admin.synonyms": _taxonomy(),
    "admin.save_synonyms": _taxonomy(),
    "admin.remove_synonyms": _taxonomy(group_id=999),
    "admin.approvers": _taxonomy(),
    "admin.save_approvers": _taxonomy(category_id=999),
    "admin.lint": _taxonomy(),
    "admin.template": Route(right=Permission.MANAGE_TEMPLATE),
    "admin.save_template": Route(right=Permission.MANAGE_TEMPLATE),
    "admin.template_version": Route(right=Permission.MANAGE_TEMPLATE, args={"number": 0}),
    "admin.tariff": Route(right=Permission.MANAGE_TARIFF),
    "admin.save_tariff": Route(right=Permission.MANAGE_TARIFF),
    "admin.tariff_version": Route(right=Permission.MANAGE_TARIFF, args={"number": 0}),
    "admin.withdraw_tariff": Route(right=Permission.MANAGE_TARIFF, args={"number": 999}),
    "admin.grants": Route(right=Permission.GRANT_POINTS),
    "admin.propose_grant": Route(right=Permission.GRANT_POINTS),
    "admin.approve_grant": Route(right=Permission.GRANT_POINTS, args={"grant_id": 999}),
    "admin.refuse_grant": Route(right=Permission.GRANT_POINTS, args={"grant_id": 999}),
    "admin.ledger": Route(right=Permission.READ_LEDGER),
    "admin.account_ledger": Route(right=Permission.READ_LEDGER, args=REA),
    "admin.open_ledger": Route(right=Permission.READ_LEDGER, args=REA),
    "admin.audit": Route(right=Permission.READ_AUDIT_LOG),
    "exchange.imports": Route(right=Permission.IMPORT),
    "exchange.import_new": Route(right=Permission.IMPORT),
    "exchange.upload": Route(right=Permission.IMPORT),
    "exchange.empty_table": Route(right=Permission.IMPORT),
    "exchange.import_map": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.choose_columns": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.import_result": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.progress": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.start_import": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.stop_import": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.import_errors": Route(right=Permission.IMPORT, args={"job_id": 999}),
    "exchange.export": Route(right=Permission.EXPORT),
    "exchange.download": Route(right=Permission.EXPORT),
    "curation.queue": _curation(),
    "curation.item": _curation(item_id=1),
    "curation.claim": _curation(item_id=1),
    "curation.release": _curation(item_id=1),
    "curation.skip": _curation(item_id=1),
    "curation.preview": _curation(item_id=1),
    "curation.decide": _curation(item_id=1),
    "curation.withdraw": _curation(item_id=1),
    "curation.several": _curation(),
    "curation.decide_several": _curation(),
    "curation.preview_several": _curation(),
    "curation.merge": _curation(op_id=999),
    "curation.undo": _curation(op_id=999),
    "curation.give_over": _curation(op_id=999),
    "curation.swap_form": _curation(op_id=999),
    "curation.swap_merge": _curation(op_id=999),
    "curation.duplicate": _scenario(Permission.CURATE),
    "curation.report_duplicate": _scenario(Permission.CURATE),
    "points.leaderboard": Route(right=SIGNED_IN),
    "points.take_board": Route(right=Permission.READ_LEDGER),
    "points.paper": Route(right=Permission.READ_LEDGER),
    "points.statement": Route(right=SIGNED_IN),
    "points.statement_file": Route(right=SIGNED_IN),
    "points.appeal": Route(right=OBJECT, args={"award_id": 999}),
    "points.send_appeal": Route(right=OBJECT, args={"award_id": 999}),
    "points.rules": Route(right=SIGNED_IN),
    "points.record": Route(right=SIGNED_IN),
    "points.record_file": Route(right=SIGNED_IN),
    "admin.rewards": _rewards(),
    "admin.new_reward": _rewards(),
    "admin.add_reward": _rewards(),
    "admin.reward": _rewards(item_id=999),
    "admin.change_reward": _rewards(item_id=999),
    "admin.set_stock": _rewards(item_id=999),
    "admin.archive_reward": _rewards(item_id=999),
    "admin.restore_reward": _rewards(item_id=999),
    "admin.set_budget": _rewards(),
    "admin.decide_redemption": _rewards(redemption_id=999),
    "points.rewards": Route(right=SIGNED_IN),
    "points.reward": Route(right=SIGNED_IN, args={"item_id": 999}),
    "points.request_reward": Route(right=SIGNED_IN, args={"item_id": 999}),
    "points.wait_for_reward": Route(right=SIGNED_IN, args={"item_id": 999}),
    "points.stop_waiting": Route(right=SIGNED_IN, args={"item_id": 999}),
    "points.cancel_redemption": Route(right=OBJECT, args={"redemption_id": 999}),
    "points.certificate": Route(right=OBJECT, args={"redemption_id": 999}),
    "points.certificates": Route(right=SIGNED_IN),
    "points.thanks": Route(right=SIGNED_IN),
    "points.thank_for": _scenario(),
    "points.send_thanks": _scenario(),
    "feedback.index": Route(right=SIGNED_IN),
    "feedback.numbers": Route(right=SIGNED_IN),
    "feedback.on_page": _scenario(),
    "feedback.new": _scenario(Permission.COMMENT),
    "feedback.give": _scenario(Permission.COMMENT),
    "feedback.use": _scenario(Permission.REPORT_OUTCOME, solution_id=1),
    "feedback.ticket": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.answer": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.assign": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.set_aside": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.rate": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.reopen": Route(right=OBJECT, args={"ticket_id": 999}),
    "feedback.close": Route(right=OBJECT, args={"ticket_id": 999}),
    "home.index": Route(right=SIGNED_IN),
    "home.read_notice": Route(right=OBJECT, args={"notice_id": 999}),
    "home.read_all_notices": Route(right=SIGNED_IN),
    "scenarios.index": Route(right=SIGNED_IN),
    "scenarios.results": Route(right=SIGNED_IN),
    "scenarios.suggest": Route(right=SIGNED_IN),
    "scenarios.suggest_tags": Route(right=SIGNED_IN),
    "scenarios.similar": Route(right=SIGNED_IN),
    "scenarios.hints": Route(right=SIGNED_IN),
    "scenarios.preview": Route(right=SIGNED_IN),
    "scenarios.new": Route(right=Permission.CAPTURE),
    "scenarios.create": Route(right=Permission.CAPTURE),
    "scenarios.autosave_new": Route(right=Permission.CAPTURE),
    "scenarios.discard_new": Route(right=SIGNED_IN),
    "scenarios.show": _scenario(),
    "scenarios.history": _scenario(),
    "scenarios.revision": _scenario(seq=1),
    "scenarios.compare": _scenario(a=1, b=1),
    "scenarios.watch": _scenario(),
    "scenarios.favourite": _scenario(),
    "scenarios.watch_tag": Route(right=SIGNED_IN, args={"tag_id": 1}),
    "scenarios.edit": _scenario(Permission.COMMENT),
    "scenarios.save": _scenario(Permission.COMMENT),
    "scenarios.revert": _scenario(Permission.REVISE),
    "scenarios.autosave": _scenario(Permission.COMMENT),
    "scenarios.discard": _scenario(),
    "scenarios.solution": _scenario(Permission.CAPTURE),
    "scenarios.save_solution": _scenario(Permission.CAPTURE),
    "scenarios.take_solution": _scenario(Permission.CAPTURE),
    "scenarios.autosave_solution": _scenario(Permission.CAPTURE),
    "scenarios.report": _scenario(Permission.REPORT_OUTCOME, solution_id=1),
    "scenarios.save_report": _scenario(Permission.REPORT_OUTCOME, solution_id=1),
    "scenarios.add_comment": _scenario(Permission.COMMENT),
    "scenarios.withdraw_comment": _scenario(OBJECT, comment_id=1),
    "scenarios.discard_solution": _scenario(),
    "scenarios.object_to_merge": Route(right=OBJECT, args={"op_id": 1}),
    "scenarios.move": _scenario(OBJECT),
    "scenarios.move_solution": _scenario(OBJECT, solution_id=1),
    "scenarios.move_outcome": _scenario(OBJECT, outcome_id=1),
    "scenarios.save_facts": _scenario(OBJECT),
}
