/* Jumla ya mita zote. The total of all readings. */
#include <stdio.h>

int main(void) {
    long long litres, total = 0;
    while (scanf("%lld", &litres) == 1) {
        total += litres;
    }
    printf("%lld\n", total);
    return 0;
}
