"""Draws the README's picture: serves a fresh demo, opens a scenario in Chinese, takes a picture."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshot.png"
PORT = 8791
WHO = "lin.xiaoman"
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Write docs/screenshot.png."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "scenariowiki.app",
            "serve",
            "--demo",
            "--port",
            str(PORT),
        ]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATA_DIR": folder})
        try:
            _draw(_password(Path(folder, "demo-accounts.txt")))
        finally:
            server.terminate()
            server.wait(timeout=20)
    print(f"wrote {TARGET.relative_to(ROOT)}")


def _password(accounts: Path) -> str:
    for _second in range(120):
        if accounts.exists() and WHO in (told := accounts.read_text("utf-8")):
            return next(line.split("\t")[1] for line in told.splitlines() if line.startswith(WHO))
        time.sleep(1)
    raise RuntimeError("the demo did not load")


def _draw(password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        _sign_in(page, password)
        page.goto(f"http://127.0.0.1:{PORT}/scenarios/1", wait_until="networkidle")
        page.screenshot(path=TARGET)
        browser.close()


def _sign_in(page: Page, password: str) -> None:
    for _second in range(60):
        try:
            page.goto(f"http://127.0.0.1:{PORT}/sign-in")
        except Exception:  # noqa: BLE001 - the server is still starting
            time.sleep(1)
        else:
            break
    page.fill("input[name=name]", WHO)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
