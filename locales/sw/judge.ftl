# Matokeo ya ukaguzi wa vifurushi, kumbukumbu zilizofungwa na hazina. Funguo ni misimbo ya `judge`; mahali
# (faili na mstari) huandikwa kabla ya sentensi, hatua inayofuata baada yake.

# challenge.toml
package-manifest-missing = Hakuna { $path } katika folda hii.
    .hint = Nenda kwenye folda ya changamoto, au ianzishe kwa `challenge.toml` yake.
package-manifest-unreadable = Imeshindikana kusoma { $path }: { $reason }
    .hint = Iwe faili ya kawaida ya UTF-8 isiyozidi 1 MiB.
package-toml-syntax = Hii si TOML halali: { $message }
    .hint = Rekebisha mstari; kila maandishi huwekwa ndani ya alama za nukuu, kila jedwali ndani ya mabano.
package-unknown-key = Hakuna ufunguo `{ $key }` hapa; ufunguo halali wa karibu ni `{ $nearest }`.
    .hint = Funguo za hapa: { $valid }.
package-missing-key = Ufunguo `{ $key }` haupo.
    .hint = Ongeza `{ $key } = ...`.
package-wrong-type = `{ $key }` inatakiwa kuwa ya aina { $expected }, lakini ni ya aina { $found }.
    .hint = Andika thamani kama { $expected }.
package-bad-value = `{ $key }` haiwezi kuwa `{ $value }`.
    .hint = Inayowezekana: { $valid }.
package-out-of-range = `{ $key }` iko nje ya mipaka.
    .hint = Toa thamani kati ya { $low } na { $high }.
package-bad-size = `{ $value }` si ukubwa.
    .hint = Andika namba kamili yenye B, KiB, MiB au GiB: "20MiB".
package-bad-duration = `{ $value }` si muda.
    .hint = Andika namba kamili yenye ms, s au min: "500ms".
package-bad-path = `{ $value }` si njia ya faili ndani ya kifurushi.
    .hint = Iandike kuanzia kwenye kifurushi, kwa `/`, bila `..`.
package-bad-glob = `{ $value }` si kielelezo cha majina.
    .hint = `*` ni sehemu ya jina moja, `**` ni folda zozote: "data/public/quorum/*".
package-bad-id = `{ $value }` si jina halali.
    .hint = Tumia herufi ndogo a-z, tarakimu na `-`; jina la changamoto lina herufi 3 hadi 48.
package-folder-name = Folda inaitwa `{ $folder }`, changamoto inaitwa `{ $id }`.
    .hint = Zipe zote mbili jina moja.
package-bad-version = `{ $value }` si toleo.
    .hint = Andika namba tatu: "1.0.0".
package-bad-uuid = `{ $value }` si UUID.
    .hint = Itengeneze kwa `uuidgen` na usiibadilishe tena.
package-languages = Lugha zinatakiwa kuwa { $valid }, lakini ni { $value }.
    .hint = Andika languages = ["sw", "en"] na utoe kila maandishi kwa lugha zote mbili.
package-text-missing = Maandishi ya `{ $key }` hayapo kwa lugha `{ $language }`.
    .hint = Yaongeze: { $key } = {"{"} sw = "...", en = "..." {"}"}.
package-text-extra = Maandishi ya `{ $key }` yana lugha `{ $language }` ambayo kifurushi hakina.
    .hint = Iondoe; lugha ni sw na en.
package-duplicate = `{ $value }` imeandikwa mara mbili.
    .hint = Ipe kila moja jina lake.
package-unknown-group = Hakuna kundi `{ $value }`; la karibu ni `{ $nearest }`.
    .hint = Tumia `id` ya [[group]] iliyomo katika faili hii.
package-requires-later = Kundi `{ $value }` halijaandikwa kabla ya kundi linalolihitaji.
    .hint = Taja kundi lililoandikwa mapema katika faili.
package-requires-hidden = Kundi la wazi haliwezi kuhitaji kundi lililofichwa `{ $value }`: hupimwa nje ya mtandao pia.
    .hint = Hitaji makundi ya wazi tu, au ulifiche kundi hili.
package-after-unknown = Hakuna kipimo `{ $value }` cha kusubiriwa; cha karibu ni `{ $nearest }`.
    .hint = Taja `id` ya [[check]] iliyomo katika faili hii na inayopimwa mapema.
package-after-self = Kipimo `{ $value }` kinajisubiri chenyewe.
    .hint = Kiondoe kwenye `after`.
package-after-later = Kipimo `{ $value }` hakipimwi kabla ya kile kinachokisubiri.
    .hint = Makundi hupimwa kwa mpangilio wa faili, na vipimo vya kundi pia: taja kilichoandikwa mapema, au kihamishie juu.
package-after-hidden = Kipimo `{ $value }` hakionekani na watu wanaoona kile kinachokisubiri, na kingefichuliwa nacho.
    .hint = Subiri kipimo kinachoonekana angalau kwa kiwango hicho: cha wazi kabla ya cha wazi, cha `reveal = "checks"` kabla ya cha aina hiyo.
package-group-empty = Kundi `{ $value }` halina vipimo.
    .hint = Ongeza [[check]] yenye group = "{ $value }", au ondoa kundi.
package-no-groups = Hakuna makundi.
    .hint = Ongeza [[group]] yenye id, points na visibility.
package-points-sum = Jumla ya alama za makundi yote ni { $value }, zaidi ya { $high }.
    .hint = Punguza alama za makundi, ili jumla yake isizidi { $high }.

# faili za kifurushi
package-statement-missing = Maelezo { $path } hayapo au ni matupu.
    .hint = Yaandike; kila lugha inahitaji maelezo yake.
package-path-missing = Hakuna faili katika `{ $value }`.
    .hint = Rekebisha njia ya faili, au weka faili hapo.
package-public-uses-hidden = `{ $value }` inakwenda kwa wanafunzi, lakini imo katika folda iliyofichwa.
    .hint = Ihamishie data/public, checks au starter, au ulifiche kundi.
package-symlink = { $path } ni kiungo cha faili nyingine.
    .hint = Weka faili yenyewe; vifurushi havibebi viungo.
package-special-file = { $path } si faili wala folda.
    .hint = Iondoe.
package-file-name = Jina { $path } haliwezi kusafiri kila mahali.
    .hint = Tumia majina ya UTF-8 bila herufi za udhibiti na `\`, baiti zisizozidi 100 kila jina na 255 kwa jumla.
package-too-large = Kifurushi ni kikubwa mno.
    .hint = Faili zisizozidi { $files } na baiti { $bytes }; ondoa folda za ujenzi.
package-unreadable = Imeshindikana kusoma { $path }: { $reason }
    .hint = Rekebisha faili au ruhusa zake.
package-no-cases = Hakuna mfano wa jaribio unaolingana na `{ $value }`.
    .hint = Mfano ni folda yenye `ans`, au jozi ya `x.in` na `x.ans`.
package-case-without-answer = Mfano wa jaribio `{ $value }` hauna jibu linalotarajiwa.
    .hint = Ongeza `ans` katika folda yake, au `x.ans` kando ya `x.in`.
package-case-unknown-file = { $path } si sehemu ya mfano wa jaribio.
    .hint = Mfano una `in`, `ans`, `args` na `files/`; ondoa au hamisha faili.
package-grader-missing = `{ $value }` haitaji programu yoyote ya kifurushi.
    .hint = Weka programu ya kupima ndani ya graders/ na uitaje: run = ["graders/JINA"].
package-grader-hidden = Programu ya kupima `{ $value }` ya kipimo cha wazi haiwafikii wanafunzi.
    .hint = Ihamishie graders/public/, au ulifiche kundi.
package-grader-not-executable = Programu ya kupima `{ $value }` haina ruhusa ya kuendeshwa.
    .hint = Endesha `chmod +x { $value }`, au taja kwanza programu inayoiendesha: ["python3", "{ $value }"].
package-grader-and-compare = Kipimo kina `compare` au `grader`, si vyote viwili.
    .hint = Ondoa kimojawapo.
package-grader-and-requests = Kipimo kina `requests` au `grader`, si vyote viwili.
    .hint = Ondoa kimojawapo.
package-no-requests = Hakuna faili la maombi linalolingana na `{ $value }`.
    .hint = Kila faili ni mfano mmoja wa jaribio: "checks/public/gate/*.toml".
package-bad-json-path = `{ $value }` si njia ya JSON ya thamani moja.
    .hint = Mifano: `$`, `$.users[0].name`, `$['full name']`, `$.list[-1]`.
package-bad-pattern = `{ $value }` si kielelezo cha maandishi (regex).
    .hint = Mfano: matches = "^[0-9]+$".
package-unknown-name = Jina `{ $value }` bado halina thamani hapa; jina la karibu ni `{ $nearest }`.
    .hint = Yanayojulikana: { $valid }. Majina hupewa thamani kwa `capture` ya hatua iliyotangulia.
package-bundle-not-allowed = { $path } ni alama ya kifurushi cha wanafunzi, si cha mwandishi.
    .hint = Ondoa faili hiyo, au tumia kifurushi cha mwandishi.
package-bundle-broken = { $path } haipo au imeharibika.
    .hint = Pakua changamoto tena: `ubunifu fetch ID`.

# kumbukumbu zilizofungwa
archive-broken = Faili iliyofungwa imeharibika: { $reason }
    .hint = Itume tena.
archive-name = Faili iliyofungwa ina jina lisiloruhusiwa: { $path }
    .hint = Tumia majina ya ndani bila `..`, herufi za udhibiti na `\`.
archive-name-long = Jina { $path } ni refu mno.
    .hint = Tumia baiti zisizozidi 100 kila jina na 255 kwa jumla.
archive-kind = { $path } si faili wala folda.
    .hint = Ondoa viungo na faili maalumu.
archive-duplicate = { $path } imo mara mbili katika faili iliyofungwa.
    .hint = Funga folda upya.
archive-case = { $path } na jina lingine zinatofautiana kwa herufi kubwa na ndogo tu.
    .hint = Badilisha jina la moja.
archive-too-large = Faili iliyofungwa ina baiti nyingi kuliko zinazoruhusiwa.
    .hint = Ondoa kinachoweza kutengenezwa upya, kama folda za ujenzi.
archive-too-many = Faili iliyofungwa ina zaidi ya vitu { $limit }.
    .hint = Ondoa kinachoweza kutengenezwa upya, kama folda za ujenzi.
archive-too-deep = { $path } imo ndani ya zaidi ya folda { $limit }.
    .hint = Ihamishe juu.

# mazingira ya kuendeshea
runtime-name = { $value } haliwezi kuwa jina la mazingira ya kuendeshea.
    .hint = Tumia herufi 1 hadi 48 za a-z, 0-9, . na -, ikianza na herufi au tarakimu; `host` ni kompyuta hii yenyewe.
runtime-source = Si mfumo mzima wa faili wala image ya OCI.
    .hint = Taja mfumo mzima wa faili (folda, au tar yake) au image ya OCI.
runtime-inside = Folda hii imebeba mahali mazingira yanapohifadhiwa.
    .hint = Taja folda ya mfumo wa faili pekee.
runtime-link = Haikuwezekana kuunda { $path }: kinachopitiwa au kinacholengwa ({ $target }) hakimo ndani.
    .hint = Itoe upya kwa kifaa kilichoiunda.
runtime-empty = Hakuna programu ndani yake: hakuna faili inayoweza kuendeshwa.
    .hint = Taja folda ambayo yaliyomo ni /, au tar yake.
runtime-old-archive = Hii ni image ya aina ya zamani ya Docker.
    .hint = Iandike kama OCI: podman save --format oci-archive -o FAILI IMAGE, au skopeo copy docker-archive:YA-ZAMANI oci-archive:FAILI
runtime-document = { $path } ya image haiwezi kutumika: { $reason }
    .hint = Toa image upya.
runtime-blob = { $path } si kile image inachosema: ina baiti { $found } badala ya { $size }, au yaliyomo ni mengine.
    .hint = Faili imeharibika au imebadilishwa. Ipate upya kutoka chanzo chake.
runtime-media = Image ina tabaka la aina isiyoweza kusomwa: { $value }
    .hint = Andika matabaka kama tar, tar+gzip au tar+zstd, bila usimbaji wa siri.
runtime-architecture = Image ni ya kompyuta za aina nyingine ({ $found }); hii ni { $wanted }.
    .hint = Pata image ya { $wanted }: skopeo copy --override-arch { $wanted } CHANZO oci-archive:FAILI
runtime-path = Image inaweka PATH isiyoweza kutumika: { $value }
    .hint = PATH iwe folda kamili, zikitenganishwa kwa nukta mbili.

# kanuni za hazina
policy-required = { $path } haipo; changamoto hii inaihitaji.
    .hint = Iongeze: `git add { $path }`, fanya commit, kisha wasilisha tena.
policy-repo-large = Faili zote kwa pamoja zina { $size }; kinachoruhusiwa ni { $limit }.
    .hint = Ondoa faili kubwa kwa `git rm --cached FAILI`, ziandike katika .gitignore, fanya commit, kisha wasilisha tena.
policy-file-large = { $path } ina { $size }; faili moja inaruhusiwa { $limit }.
    .hint = Iondoe kwa `git rm --cached { $path }`, fanya commit, kisha wasilisha tena.
policy-too-many = Kuna faili { $count }; zinazoruhusiwa ni { $limit }.
    .hint = Ondoa folda za maktaba na za ujenzi kwa `git rm -r --cached FOLDA`, fanya commit, kisha wasilisha tena.
policy-too-deep = { $path } imo ndani ya folda nyingi mno.
    .hint = Ihamishe juu kwa `git mv`, fanya commit, kisha wasilisha tena.
policy-submodule = { $path } ni hazina ndani ya hazina (submodule); faili zake hazingepimwa.
    .hint = Weka faili zenyewe: `git rm --cached { $path }`, kisha `git add { $path }/`.
policy-symlink = { $path } ni kiungo kinachotoka nje ya hazina.
    .hint = Weka faili yenyewe mahali pake, fanya commit, kisha wasilisha tena.
policy-git-name = { $path } huonekana kama folda ya git yenyewe kwa baadhi ya kompyuta.
    .hint = Badilisha jina lake kwa `git mv`, fanya commit, kisha wasilisha tena.
policy-case = { $path } na { $other } zinatofautiana kwa herufi kubwa na ndogo tu; baadhi ya kompyuta huziona kitu kimoja.
    .hint = Badilisha jina la moja kwa `git mv`, fanya commit, kisha wasilisha tena.
policy-name = Jina { $path } haliwezi kusafiri kila mahali.
    .hint = Tumia majina ya UTF-8 bila herufi za udhibiti na `\`, baiti zisizozidi 100 kila jina na 255 kwa jumla.
policy-forbidden = { $path } hairuhusiwi katika changamoto hii.
    .hint = Iondoe kwa `git rm --cached { $path }`, fanya commit, kisha wasilisha tena.
policy-kind = { $path } si faili wala kiungo.
    .hint = Iondoe kwa `git rm --cached { $path }`, fanya commit, kisha wasilisha tena.
policy-pointer = { $path } inasema tu mahali Git LFS inapohifadhi faili; faili yenyewe haimo katika hazina.
    .hint = Iingize: `git lfs migrate export --include={ $path } --everything`, kisha wasilisha tena.
policy-declare = Changamoto hii inadai tamko la `{ $key }`, na { $path } haina jibu lake.
    .hint = Lijibu: `ubunifu declare`, kisha `git add { $path }`, fanya commit, kisha wasilisha tena.
policy-declare-file = { $path } si faili la kawaida la maandishi ya UTF-8 lisilozidi { $limit }.
    .hint = Liondoe kwa `git rm { $path }` kisha ulitengeneze upya: `ubunifu declare`.
policy-declare-long = Jibu la `{ $key }` lina herufi { $count }; kinachoruhusiwa ni { $limit }.
    .hint = Lifupishe; yaliyo marefu yaweke kwenye faili lake, na jibu litaje faili hilo.
policy-declare-text = Jibu la `{ $key }` lina herufi zisizoweza kuonyeshwa.
    .hint = Andika maandishi ya kawaida; mistari mipya inaruhusiwa kati ya alama tatu za nukuu.
# matamko ya timu: huulizwa na `ubunifu declare`, na ni maelezo ndani ya DECLARATIONS.toml
declaration-ai-use = Ni sehemu zipi zilizoandikwa au kupendekezwa na zana ya akili bandia (AI), na mlizikagua vipi? Andika "hakuna" kama hazipo.
declaration-third-party = Kuna msimbo, data au maandishi gani ya watu wengine, yametoka wapi, na kwa leseni gani? Andika "hakuna" kama hayapo.
policy-empty = Commit haina faili.
    .hint = Ongeza faili zako kwa `git add .`, fanya commit, kisha wasilisha tena.

# uthibitisho
verify-flaky = { $reference }: { $case } ilikuwa `{ $first }`, kisha `{ $second }`.
    .hint = Ondoa kinachobadilika kila mara: saa, namba za bahati, mpangilio wa faili; au ongeza kikomo kilicho karibu mno.
verify-verdict = { $reference }: matokeo ni `{ $actual }`, yanayotarajiwa ni `{ $expected }`.
    .hint = Rekebisha suluhisho la mfano, matarajio yake, au mifano ya majaribio.
verify-points = { $reference }: alama ni { $actual }, zinazotarajiwa ni { $expected }.
    .hint = Rekebisha suluhisho la mfano, matarajio yake, au mifano ya majaribio.
verify-group = { $reference }: kundi { $group } ni `{ $actual }`, inayotarajiwa ni `{ $expected }`.
    .hint = Rekebisha suluhisho la mfano, matarajio yake, au mifano ya majaribio.
verify-group-points = { $reference }: kundi { $group } lina alama { $actual }, zinazotarajiwa ni { $expected }.
    .hint = Rekebisha suluhisho la mfano, matarajio yake, au mifano ya majaribio.
verify-hidden-bytes = Faili iliyofichwa { $path } inaonekana katika kifurushi cha wanafunzi.
    .hint = Ondoa maudhui yake katika mifano ya wazi, vianzio na maelezo.
verify-answer-repeated = Jibu lililofichwa { $path } limo pia katika faili ya wazi.
    .hint = Kama si bahati tu, badilisha mmoja wa mifano ya majaribio.
verify-no-reference = Kifurushi hakina suluhisho la mfano la kukithibitisha.
    .hint = Ongeza [[reference]] yenye suluhisho kamili, na nyingine yenye kianzio.
verify-no-full = Hakuna suluhisho la mfano linalopata alama zote kama inavyotarajiwa.
    .hint = Ongeza suluhisho kamili lenye expect = {"{"} verdict = "accepted", points = ... {"}"}.
verify-hidden-repeated = Faili iliyofichwa { $path } ni sawa na { $other }, ambayo wanafunzi wanayo.
    .hint = Kama ndivyo ulivyokusudia, usifanye kitu; la sivyo ipe iliyofichwa maudhui yake yenyewe.
verify-answer-part = Sehemu ya jibu lililofichwa { $answer } imo hapa, wanaposoma wanafunzi: { $part }
    .hint = Kama ni muundo tu wa majibu, usifanye kitu; la sivyo iondoe hapa, au badilisha mfano uliofichwa.
verify-solution-part = Sehemu ya suluhisho { $answer } imo hapa, wanaposoma wanafunzi: { $part }
    .hint = Kama timu zinatakiwa kuwa nayo, usifanye kitu; la sivyo iondoe. Kilichomo pia katika faili za kuanzia hakitajwi.
verify-unsteady = { $reference }: uamuzi ulikuwa uleule mara mbili, lakini { $case } kwanza ilisema `{ $first }`, kisha `{ $second }`.
    .hint = Ondoa kinachobadilika kila mara: saa, anwani za kumbukumbu, mpangilio wa faili; timu isome kitu kilekile mara mbili.
verify-limit-close = { $check }: { $reference } imetumia { $used } kati ya { $limit } ({ $key }); jibu lililofaulu linahitaji nafasi mara mbili ya inachotumia.
    .hint = Kipe kipimo limits = {"{"} { $key } = "{ $proposed }" {"}"}.
verify-limit-wide = { $check }: { $failing } inatakiwa kufikia kikomo cha { $limit } ({ $key }), lakini { $needed } zinaitosha; siku nyingine ingefaulu.
    .hint = Kipe kipimo limits = {"{"} { $key } = "{ $proposed }" {"}"}, au mifano mikubwa zaidi.
verify-limit-far = { $check }: kikomo cha { $limit } ({ $key }) kiko mbali mno juu ya { $used } za { $reference }, ambazo ni nyingi kuliko zote zinazohitajika na jibu lililofaulu; programu iliyokwama huishughulisha mashine hadi hapo.
    .hint = Kipe kipimo limits = {"{"} { $key } = "{ $proposed }" {"}"}.
verify-limit-never = { $check }: hakuna kikomo kinachotenganisha { $reference } iliyotumia { $used } na { $failing } inayohitaji { $needed } ({ $key }).
    .hint = Tumia mifano mikubwa zaidi: kinachotakiwa kushindwa kihitaji mara tatu ya kinachotakiwa kufaulu.
verify-statement-html = HTML haionyeshwi kwa wasomaji: { $value }
    .hint = Iandike kwa Markdown.
verify-statement-link = Kiungo `{ $value }` hakiendi popote.
    .hint = Elekeza https://..., kwenye kichwa cha maandishi haya (#kichwa), au kwenye faili ambayo wanafunzi wanayo, kama zile za statement/.
verify-statement-picture = Picha `{ $value }` si picha ambayo wanafunzi wanayo.
    .hint = Weka png, jpg, gif, svg au webp katika statement/ na uitaje kuanzia kwenye kifurushi: ![Kinachoonekana](statement/JINA.png)
verify-statement-headings = Kichwa cha { $number } hakina kinacholingana nacho katika { $other } (vichwa { $count } hapa, { $others } kule).
    .hint = Zipe lugha zote mbili sehemu zilezile kwa mpangilio uleule.
verify-grader = { $reference }: programu ya kupima ya { $check } haikutoa uamuzi kwa mfano { $case }: { $reason }
    .hint = Inatakiwa kumaliza kwa namba 42 (imekubaliwa) au 43 (imekataliwa) kwa jibu lolote lile.
verify-grader-fragile = Programu ya kupima ya { $check } inashindwa kwa jibu la aina `{ $answer }` (mfano { $case }): { $reason }
    .hint = Imalize kwa namba 43 kwa kila jibu ambalo haiwezi kulisoma.
verify-grader-generous = Programu ya kupima ya { $check } inatoa alama kwa jibu la aina `{ $answer }` (mfano { $case }).
    .hint = Ikague kila kinachodaiwa na maelezo ya changamoto.
verify-overlay-visible = Faili zinazowekwa juu ya kazi ya timu na kipimo kilichofichwa { $check } zinaweza kusomwa na msimbo wa timu.
    .hint = Lifanye kundi kuwa la wazi, au hamishia kinachofichwa katika majibu ya mifano.
