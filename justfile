# Recipes, for those who have `just`. Each is a plain command that works by hand too; CONTRIBUTING.md explains them.

# Names all recipes.
default:
    @just --list

# Builds the program as it is used.
build:
    cargo build --release

# The quick tier of tests, or those whose name holds a word.
test *words:
    cargo test --release {{words}}

# The same, kasverslag itself built again in seconds: while you change it.
quick *words:
    cargo quick {{words}}

# A golden case, a history or a bad file, or all whose name holds a word.
case name:
    cargo quick --test folders {{name}}

# Writes its expectations anew, which fails on purpose; then read what changed.
accept name:
    -UPDATE_CASES=1 cargo quick --test folders {{name}}
    git diff --stat -- tests

# Who knows whom, as a figure for Mermaid; `just graph render/pdf` for the files of a folder.
graph folder="":
    {{ if folder == "" { "" } else { "FOLDER=" + folder } }} cargo quick --test it stages::drawn -- --nocapture

# Format and lints.
lint:
    cargo fmt --check
    cargo clippy --release --all-targets --locked -- -D warnings

# What whole runs take beside what others make of it; `just bench --size full` writes docs/performance.md.
bench *options:
    benches/compare.py {{options}}

# What the inner parts take.
parts *words:
    cd benches/parts && cargo run --release -- {{words}}

# Searches for inputs that break something: exports, sheets, fields, settings or archive.
fuzz target seconds="300":
    cd fuzz && cargo run --release --bin {{target}} -- -max_total_time={{seconds}} -max_len=4000 -timeout=60 ../target/fuzz/{{target}}

# The long tier: about an hour.
long:
    tests/checkers/spark.sh
    FAULTS=all FUZZ=100 cargo test --release

# Which mistakes in a part no test notices: `just mutants 'src/domain/**'`.
mutants files:
    cargo mutants --in-place -f '{{files}}'

# All that a change must pass.
ci:
    .ci/run
