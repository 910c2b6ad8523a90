/* Kosa la kukusudia: masahihisho yanaachwa. A mistake on purpose: corrections are left out. */
#include <stdio.h>

int main(void) {
    long long litres, total = 0;
    while (scanf("%lld", &litres) == 1) {
        if (litres > 0) {
            total += litres;
        }
    }
    printf("%lld\n", total);
    return 0;
}
