"""The only writers of people; each records what it did."""

from scenariowiki.accounts.commands.instance import remove_logo, set_brand, set_logo, settle_instance
from scenariowiki.accounts.commands.passwords import (
    PreparedPassword,
    change_password,
    prepare_own_password,
    prepare_password,
)
from scenariowiki.accounts.commands.people import (
    AccountInput,
    PreparedAccount,
    RegisterInput,
    anonymise_account,
    change_account,
    disable_account,
    enable_account,
    ensure_system_account,
    prepare_account,
    register_account,
    set_roles,
)
from scenariowiki.accounts.commands.sessions import end_all_sessions, end_session, note_seen, sign_out
from scenariowiki.accounts.commands.settings import SettingsInput, change_settings
from scenariowiki.accounts.commands.sign_in import (
    BegunSession,
    PreparedSignIn,
    SignInInput,
    begin_session,
    forget_throttles,
    note_failure,
    prepare_sign_in,
)
from scenariowiki.accounts.commands.sites import SiteInput, import_days, save_site
from scenariowiki.accounts.commands.teams import (
    TeamInput,
    close_team,
    join_team,
    leave_team,
    move_to_team,
    save_team,
)
from scenariowiki.accounts.commands.tokens import TOKEN_DAYS_MAX, IssuedToken, issue_token, revoke_token

__all__ = [
    "TOKEN_DAYS_MAX",
    "AccountInput",
    "BegunSession",
    "IssuedToken",
    "PreparedAccount",
    "PreparedPassword",
    "PreparedSignIn",
    "RegisterInput",
    "SettingsInput",
    "SignInInput",
    "SiteInput",
    "TeamInput",
    "anonymise_account",
    "begin_session",
    "change_account",
    "change_password",
    "change_settings",
    "close_team",
    "disable_account",
    "enable_account",
    "end_all_sessions",
    "end_session",
    "ensure_system_account",
    "forget_throttles",
    "import_days",
    "issue_token",
    "join_team",
    "leave_team",
    "move_to_team",
    "note_failure",
    "note_seen",
    "prepare_account",
    "prepare_own_password",
    "prepare_password",
    "prepare_sign_in",
    "register_account",
    "remove_logo",
    "revoke_token",
    "save_site",
    "save_team",
    "set_brand",
    "set_logo",
    "set_roles",
    "settle_instance",
    "sign_out",
]
