#!/bin/sh
exec cc -O2 -Wall -o answer main.c
