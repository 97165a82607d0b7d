"""static/built: what the sources make, to the byte; the bundler from its lock; the hash that the release publishes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.signing.published import published_list
from ballots.bundles import decode_list, encode_list
from tests.support.visitors import open_site
from tests.vectors import trustee_pages
from tests.verify.node import ROOT, node, npm

BUILT = ROOT / "static" / "built"
PAGE = BUILT / "check.html"
MODULES = ROOT / "node_modules"
PAGES = json.loads((ROOT / "static" / "js" / "build" / "pages.json").read_text())
LOCKED = json.loads((ROOT / "package-lock.json").read_text())
OUTSIDE = re.compile(r"(?:src|href)=(?![\"']?data:,)|@import|url\(|https?://(?!www\.w3\.org/)")


def has_bundler() -> bool:
    """Whether the bundler of the lock is installed."""
    try:
        installed = json.loads((MODULES / "esbuild" / "package.json").read_text())["version"]
    except OSError:
        return False
    return bool(installed == LOCKED["packages"]["node_modules/esbuild"]["version"])


def install() -> None:
    """Install the bundler from the lock, as `./majma build` does; nothing where it is there."""
    if has_bundler():
        return
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    path = f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and os.environ.get("CI"):
        pytest.fail(f"npm could not install the bundler, so nobody knows whether static/built is right: {done.stderr}")
    if done.returncode:
        pytest.skip("npm reaches no registry here; the continuous integration builds the page again")


def build(folder: Path, *how: str, root: Path = ROOT) -> dict[str, bytes]:
    """What the sources below `root` make, by path."""
    subprocess.run([node(), str(root / "static" / "js" / "build.js"), *how, str(folder)], check=True, timeout=120)
    return files_of(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path; what the release publishes stands in another folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sha256")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def copied(folder: Path, *, built: bool = False) -> Path:
    """The sources in another folder."""
    ignored = None if built else shutil.ignore_patterns("built")
    shutil.copytree(ROOT / "static", folder / "static", ignore=ignored)
    shutil.copy(ROOT / "package.json", folder)
    (folder / "node_modules").symlink_to(MODULES)
    return folder


def test_what_is_built_again_is_the_same_to_the_byte(tmp_path: Path) -> None:
    install()
    assert build(tmp_path) == files_of(BUILT), "run ./majma build"


@pytest.mark.prove
def test_what_is_compressed_again_is_the_same_to_the_byte(tmp_path: Path) -> None:
    install()
    assert build(tmp_path, "--anew") == files_of(BUILT), "run ./majma build"


@pytest.mark.prove
@pytest.mark.parametrize("end", ["br", "gz"])
def test_a_compressed_form_of_other_bytes_is_not_taken(tmp_path: Path, end: str) -> None:
    install()
    root = copied(tmp_path, built=True)
    forms = root / "static" / "built" / "assets"
    sheet = next(forms.glob(f"booth-*.css.{end}"))
    right, other = sheet.read_bytes(), next(forms.glob(f"office-*.css.{end}")).read_bytes()
    for wrong in (other, right[:-9], b""):
        sheet.write_bytes(wrong)
        assert build(tmp_path / "made", root=root)[f"assets/{sheet.name}"] == right


def test_a_changed_source_makes_other_files_under_other_names(tmp_path: Path) -> None:
    install()
    copied(tmp_path)
    source = tmp_path / "static" / "js" / "verify" / "result.js"
    source.write_text(source.read_text("utf-8").replace("sum > max * marked", "sum > max * marked + 1"), "utf-8")
    made = build(tmp_path / "made", root=tmp_path)
    assert made["check.html"] != PAGE.read_bytes()
    assert {"assets/trustee.js", "assets/booth.js"} <= {re.sub("-[A-Z0-9]{8}", "", name) for name in made}
    renamed = {re.sub("-[A-Z0-9]{8}.*", "", name) for name in made.keys() - files_of(BUILT).keys()}
    assert renamed == {
        "assets/trustee",
        "assets/trustee-kept",
        "assets/office-key",
        "assets/office-rebuild",
    }  # who have the verifier in them


def test_the_published_hash_is_that_of_the_page() -> None:
    said = (ROOT / "docs" / "check.sha256").read_text()
    assert said == f"{hashlib.sha256(PAGE.read_bytes()).hexdigest()}  check.html\n", "run ./majma build"


def test_the_published_hashes_are_those_of_a_trustee_s_page_of_any_installation(tmp_path: Path) -> None:
    said = (ROOT / "docs" / "trustee.sha256").read_text()
    assert said == trustee_pages.listed(), "run ./majma build"
    site = open_site(tmp_path, address="https://other.example")
    answer = site.visitor().get("/trustee.html")
    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    assert f"{hashlib.sha256(answer.data).hexdigest()}  {name}\n" in said
    for text in (trustee_pages.page(language).decode() for language in ("fa", "ar", "en")):
        plain = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.DOTALL)
        assert re.findall(r'(?:src|href)="(?!#main"|data:)|url\(', plain) == []
        assert text.index("Content-Security-Policy") < text.index("<style>") < text.index("<script>")


def test_the_published_list_is_that_of_the_files() -> None:
    listed = (BUILT / "bundles.txt").read_text()
    assert (ROOT / "docs" / "bundles.sha256").read_text() == listed, "run ./majma build"
    assert encode_list(published_list()) == listed
    hashes = {one.path: one.sha256 for one in decode_list(listed)}
    booth = {path for path in hashes if path.startswith("/static/booth")}
    assert {re.sub("-[A-Z0-9]{8}", "", path) for path in booth} == {
        f"/static/booth{kind}{form}"
        for kind in (".js", ".css", "-early.js", "-waiting.js")
        for form in ("", ".br", ".gz")
    }
    assert hashes["/check.html"] == hashlib.sha256(PAGE.read_bytes()).hexdigest()


def test_the_page_names_nothing_outside_itself() -> None:
    text = PAGE.read_text("utf-8")
    assert OUTSIDE.findall(re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL)) == []
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "connect-src 'none'" in policy
    assert text.index("Content-Security-Policy") < text.index("<script>")


def test_an_address_in_the_page_is_caught() -> None:
    for text in ('<img src="//a">', "<link href=x>", "@import 'x'", "url(x)", "https://example.org"):
        assert OUTSIDE.search(text)
    assert not OUTSIDE.search('<link href="data:,"> http://www.w3.org/2000/svg')


def test_the_bundler_has_one_version_and_no_address() -> None:
    packages = {name: one for name, one in LOCKED["packages"].items() if name}
    assert all("resolved" not in one and one["integrity"].startswith("sha512-") for one in packages.values())
    assert re.findall(r'"esbuild": "([^"]+)"', (ROOT / "package.json").read_text()) == ["0.28.2"]


def lowered(text: str) -> bool:
    """Whether a script uses syntax that came after ES2017: a compiler for that has to write something in its place."""
    ask = """
    const { transformSync } = require(process.argv[1]);
    const text = require('node:fs').readFileSync(0, 'utf8');
    const [old, young] = ['es2017', 'esnext'].map((target) => transformSync(text, { target }).code);
    process.stdout.write(old === young ? 'same' : 'other');
    """
    command = [node(), "-e", ask, str(MODULES / "esbuild")]
    return subprocess.run(command, input=text, check=True, capture_output=True, text=True, timeout=60).stdout == "other"


@pytest.mark.parametrize("name", sorted(name for name, one in PAGES["scripts"].items() if one.get("early")))
def test_what_an_old_browser_must_read_is_in_its_language(name: str) -> None:
    """An old projector's browser reads the screen's script to its end, or none of it."""
    install()
    file = json.loads((BUILT / "manifest.json").read_text())[f"{name}.js"]["file"]
    assert not lowered((BUILT / "assets" / file).read_text())


def test_newer_syntax_is_caught() -> None:
    install()
    for text in ("a?.b;", "a ?? b;", "try{a()}catch{b()}", "({...a});", "async function*f(){}"):
        assert lowered(text), text
    assert not lowered("const f=async(a)=>{await a;for(const b of a)c(`${b}`)};")
