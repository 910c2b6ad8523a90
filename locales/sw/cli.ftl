# Sentensi za CLI `ubunifu`.
word-error = hitilafu
word-warning = tahadhari
word-hint = hatua inayofuata

say-interrupted = Umesitisha. Hakuna kilichoachwa nusu.

role-operator = msimamizi wa mfumo
role-author = mwandishi wa changamoto
role-coordinator = mratibu wa taasisi
role-student = mwanafunzi

visibility-public = vya wazi
visibility-hidden = vilivyofichwa

state-queued = linasubiri
state-judging = linapimwa
state-stopped = limesimama, hitilafu ni yetu

rights-team-retains = Kazi ya timu inabaki kuwa mali ya timu.
rights-licence-to-owner = Timu inabaki na kazi yake na kuipa taasisi leseni ya kuitumia.
rights-assigned-to-owner = Kazi ya timu inakuwa mali ya taasisi.

head-challenge = Changamoto
head-title = Kichwa
head-organization = Taasisi
head-version = Toleo
head-points = Alama
head-group = Kundi
head-visibility = Vipimo
head-rank = Nafasi
head-team = Timu
head-reached = Zilipatikana
head-submission = Wasilisho
head-commit = Commit
head-received = Lilipokelewa
head-state = Hali

# login, logout, whoami
login-paste = Bandika tokeni, kisha bonyeza Enter.
login-exposed = { $server } haijasimbwa: wengine njiani wanaweza kusoma tokeni yako. Omba anwani ya https.
login-done = Umeingia { $server } kama { $name }.
    .hint = Tazama changamoto: ubunifu list
logout-done = Tokeni ya { $server } imeondolewa kwenye kompyuta hii.
logout-nothing = Hapakuwa na tokeni ya { $server } kwenye kompyuta hii.
whoami-server = Seva: { $server }
whoami-organization = Taasisi: { $organization }
whoami-team = Timu: { $team } (shindano { $event })

# list, show
list-empty = Hakuna changamoto iliyotangazwa bado.
list-next = Soma mojawapo: ubunifu show ID
show-organization = Mwenye changamoto: { $value }
show-starters = Mianzo: { $value }
show-license = Leseni ya changamoto: { $value }
show-size = Ukubwa wa kupakua: { $value }
show-next = Anza kuifanyia kazi: ubunifu fetch { $id }

# board, status
board-title = Ubao wa wanaoongoza: { $title }, alama za juu kabisa ni { $max }
board-empty = Hakuna aliyepata alama hapa bado.
board-own = (timu yako)
status-empty = Timu yako haijawasilisha chochote kwenye changamoto hii.
    .hint = Pima kazi yako, kisha wasilisha: ubunifu check && ubunifu submit
status-next = Soma ripoti ya mojawapo: ubunifu watch ID

# team
team-created = Umeunda timu: { $name }, jina fupi { $slug }. Wewe ni kiongozi wake.
    .hint = Waalike wengine: ubunifu team invite
team-invited = Msimbo huu unaruhusu { $uses ->
    [one] mtu { $uses }
   *[other] watu { $uses }
} kujiunga na timu { $team } hadi { $until }:
    .hint = Waandike: ubunifu team join { $code }
team-account = Seva imeunda akaunti ya { $name }; tokeni yake imehifadhiwa kwenye kompyuta hii.
team-joined = Sasa uko kwenye timu { $team }.
    .hint = Tazama changamoto: ubunifu list
team-left = Umetoka kwenye timu { $team }.
team-none = Bado hujajiunga na timu yoyote.
    .hint = Unda timu: ubunifu team create JINA, au jiunge: ubunifu team join MSIMBO
team-leads = (kiongozi)

# errors
error-disk = Imeshindikana kusoma au kuandika faili: { $path }
    .hint = Angalia nafasi na ruhusa za hapo: df -h . && ls -la
error-json = Imeshindikana kuandaa hati. Hitilafu ni yetu.
error-home = Folda yako ya mipangilio haikupatikana.
    .hint = Itaje: export UBUNIFU_CONFIG_DIR=$HOME/.config/ubunifu
error-address = Hii si anwani ya seva: { $address }
    .hint = Iandike hivi: https://SEVA au http://SEVA:PORT, bila jina wala nenosiri ndani yake
error-redirect = { $server } inatuelekeza { $place }, na tokeni haipelekwi huko.
    .hint = Taja anwani inayofaa: ubunifu --server URL login --with-token
error-gateway = { $server } haiwezi kujibu kwa sasa.
    .hint = Jaribu tena baada ya dakika moja; angalia kinachofanya kazi: ubunifu doctor
error-unreachable = { $server } haifikiki.
    .hint = Angalia anwani na muunganisho wako: ubunifu doctor
error-foreign = Kinachojibu kwenye { $server } si seva ya Ubunifu.
    .hint = Angalia anwani: ubunifu --server URL doctor
error-bundle-hash = Kifurushi cha { $id } kimefika kikiwa kimeharibika, kimetupwa.
    .hint = Jaribu tena: ubunifu fetch { $id }
error-login = Hujaingia kwenye { $server }.
    .hint = Ingia: ubunifu --server { $server } login --with-token
error-foreign-project = Mradi huu unataja seva { $server } ambayo hujawahi kuitumia; tokeni yako haikupelekwa huko.
    .hint = Kama unaiamini: export UBUNIFU_SERVER={ $server }
error-login-how = Njia ya kuingia ni moja: tokeni kupitia ingizo sanifu (stdin).
    .hint = ubunifu login --with-token < token.txt
error-token-shape = Hiyo si tokeni: ni tupu au ina herufi zisizoruhusiwa.
    .hint = Omba tokeni yako kwa mratibu, kisha: ubunifu login --with-token
error-logins = Faili la tokeni zako limeharibika: { $path }
    .hint = Liondoe kisha ingia tena: rm { $path }
error-no-server = Hakuna seva iliyotajwa.
    .hint = Ingia kwenye seva: ubunifu --server URL login --with-token
error-no-project = Folda hii si mradi wa Ubunifu.
    .hint = Anzisha mradi: ubunifu fetch ID, kisha: cd ID
error-marker = Alama ya mradi huu imeharibika: { $path }
    .hint = Irudishe kutoka git: git checkout -- { $path }
error-no-id = Changamoto ipi? Hakuna iliyotajwa, na folda hii si mradi.
    .hint = Tazama zilizopo: ubunifu list
error-bad-id = Hakuna changamoto inayoweza kuitwa { $id }.
    .hint = Tazama zilizopo: ubunifu list
error-no-event = Hakuna shindano lililofunguliwa kwenye seva hii.
    .hint = Uliza lijalo linaanza lini; angalia seva: ubunifu doctor
error-no-team = Huna timu kwenye shindano { $event }.
    .hint = Unda timu: ubunifu team create JINA, au jiunge: ubunifu team join MSIMBO
error-join-name = Hujaingia; ili kupata akaunti, taja jina lako.
    .hint = ubunifu team join { $code } --name "JINA"

# doctor
word-arrow = →
doctor-ok = sawa
doctor-bad = haipo
doctor-server = Seva
doctor-server-found = { $server }, toleo { $version }, shindano { $event }
doctor-login = Kuingia
doctor-git = Mwandishi wa git
doctor-git-found = { $author }
doctor-sandbox = Kisanduku cha kuendeshea
doctor-box-full = daraja { $tier }: viwango vyote vinasimamiwa
doctor-box-partial = daraja { $tier }: bila cgroups; viwango vinasimamiwa kwa makadirio
error-git-author = Git haijui jina na anwani yako kwa ajili ya commit.
    .hint = git config --global user.name "JINA" && git config --global user.email ANWANI
error-sandbox = Kisanduku cha kuendeshea hakiwezi kuundwa kwenye kompyuta hii.
    .hint = Ruhusu user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1, kisha: ubunifu doctor
