# Tries to write what is not its own, directly and through a link of its own.
for target in /usr/left /usr/bin/gcc /judge/left /proc/sys/kernel/core_pattern /etc/passwd /bin/sh; do
    ln -sf "$target" /tmp/link
    (: >> "$target") 2>/dev/null && echo "wrote $target"
    (: >> /tmp/link) 2>/dev/null && echo "wrote $target by a link"
done
echo done
