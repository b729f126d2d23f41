#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tests/oopscmp.py many times in one process, for compare.c.

Each line of standard input holds its arguments, separated by tabs, and last the file
that what it prints goes to. A line is answered when the file is there.
"""
import contextlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import oopscmp  # noqa: E402 (its folder had to be named first)

for request in sys.stdin:
    *args, diff = request.rstrip("\n").split("\t")
    sys.argv = ["oopscmp.py"] + args
    with open(diff, "w") as out, contextlib.redirect_stdout(out):
        oopscmp.main()
    print("done", flush=True)
