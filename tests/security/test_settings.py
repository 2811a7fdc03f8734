"""What the settings refuse or put right before anything is served (cases 31, 39)."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import load
from scenariowiki.web.security import secret_fault
from tests.browser import MakeApp


@pytest.mark.parametrize(
    "secret", ["", "short", "a" * 64, "ab" * 32, "changeme-changeme-changeme-changeme!", "x" * 31]
)
def test_a_secret_that_can_be_guessed_stops_the_start(make_app: MakeApp, secret: str) -> None:
    assert secret_fault(secret)
    if secret:
        with pytest.raises(RuntimeError, match="SECRET_KEY"):
            make_app(SECRET_KEY=secret)


@pytest.fixture
def no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Have no secret in the environment, and a folder that is not there yet."""
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return tmp_path / "data"


def test_the_made_secret_is_good_and_for_its_owner_alone(no_secret: Path) -> None:
    config = load({"DATA_DIR": str(no_secret)})

    assert secret_fault(config.SECRET_KEY) == ""
    assert stat.S_IMODE((no_secret / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(no_secret.stat().st_mode) == 0o700
    assert load({"DATA_DIR": str(no_secret)}).SECRET_KEY == config.SECRET_KEY


def test_a_secret_that_others_can_read_is_closed(no_secret: Path) -> None:
    first = load({"DATA_DIR": str(no_secret)}).SECRET_KEY
    (no_secret / "secret_key").chmod(0o644)

    again = load({"DATA_DIR": str(no_secret)}).SECRET_KEY

    assert again == first
    assert stat.S_IMODE((no_secret / "secret_key").stat().st_mode) == 0o600


def test_who_starts_at_the_same_time_gets_the_same_secret(no_secret: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: load({"DATA_DIR": str(no_secret)}).SECRET_KEY, range(32)))

    assert len(secrets) == 1
    assert [path.name for path in no_secret.iterdir()] == ["secret_key"]


def test_the_host_of_the_own_address_is_the_only_one_besides_this_machine(make_app: MakeApp) -> None:
    app = make_app(BASE_URL="https://wiki.example")
    browser = app.test_client()

    answers = {
        host: browser.get("/sign-in", base_url=f"https://{host}").status_code
        for host in (
            "wiki.example",
            "localhost",
            "127.0.0.1:8000",
            "evil.example",
            "wiki.example.evil.example",
        )
    }

    assert answers == {
        "wiki.example": 200,
        "localhost": 200,
        "127.0.0.1:8000": 200,
        "evil.example": 400,
        "wiki.example.evil.example": 400,
    }


def test_a_forwarded_host_is_not_believed_without_a_proxy(make_app: MakeApp) -> None:
    app = make_app(BASE_URL="https://wiki.example")

    answer = app.test_client().get(
        "/sign-in", base_url="https://wiki.example", headers={"X-Forwarded-Host": "evil.example"}
    )

    assert answer.status_code == 200
    assert "evil.example" not in answer.text
