#!/bin/sh
exec rustc --edition 2021 -O -o answer main.rs
