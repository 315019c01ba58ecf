#!/usr/bin/env python3
"""What is built into the program, as a CycloneDX bill of materials on stdout: name, version, licence, source and hash of each
crate. Run in the project; it asks `cargo metadata`, and reaches no network where the crates are there already."""

import json
import os
import subprocess
import sys
import tomllib


def built_in(metadata):
    """The packages that the program is built of: those of tests alone are none of them."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    left, found = [metadata["resolve"]["root"]], set()
    while left:
        own = left.pop()
        if own in found:
            continue
        found.add(own)
        for dependency in nodes[own]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                left.append(dependency["pkg"])
    return found


def main():
    cargo = os.environ.get("CARGO", "cargo")
    target = next(
        line.split(": ")[1]
        for line in subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout.splitlines()
        if line.startswith("host: ")
    )
    asked = [cargo, "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    metadata = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    with open("Cargo.lock", "rb") as lock:
        hashes = {(one["name"], one["version"]): one.get("checksum") for one in tomllib.load(lock)["package"]}
    root, found = metadata["resolve"]["root"], built_in(metadata)
    parts, own = [], None
    for package in sorted(metadata["packages"], key=lambda package: (package["name"], package["version"])):
        if package["id"] not in found:
            continue
        name, version = package["name"], package["version"]
        part = {
            "type": "application" if package["id"] == root else "library",
            "bom-ref": f"pkg:cargo/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:cargo/{name}@{version}",
        }
        if package["license"]:
            part["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        if checksum := hashes.get((name, version)):
            part["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        if package["id"] == root:
            own = part
        else:
            parts.append(part)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
    }
    json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
