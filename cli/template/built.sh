#!/bin/sh
exec ./answer
