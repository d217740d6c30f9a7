# Compiles a program and runs it at once, by a link: what was just written can be executed.
gcc -o /tmp/program /judge/echo.c && ln -s program /tmp/link && echo compiled | /tmp/link
