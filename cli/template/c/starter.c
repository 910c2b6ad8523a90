/* Mwanzo: inasoma ingizo, haijumlishi bado. Reads the input, does not add it up yet. */
#include <stdio.h>

int main(void) {
    long long litres;
    while (scanf("%lld", &litres) == 1) {
    }
    printf("0\n");
    return 0;
}
