/* A compiler that follows this reads for ever. */
#include "/dev/urandom"
