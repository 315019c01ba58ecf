"""What benches/compare.py is made of: each section measures one thing and gives its part of docs/performance.md."""
