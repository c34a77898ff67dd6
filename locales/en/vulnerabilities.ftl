# Vulnerabilities (known weaknesses)

nav-vulnerabilities = Vulnerabilities
vulnerabilities-lead = Whether weaknesses that are known to the world (vulnerabilities) concern the devices and products here.
vulnerabilities-empty-title = Nothing to look at yet
vulnerabilities-empty-text = As soon as devices are seen or the parts list (SBOM) of a product is loaded, they are compared with what is known.
vulnerabilities-empty-next = Load a parts list
vulnerabilities-none-title = Nothing fits
vulnerabilities-none-text = Take a filter away, or search for other words.
vulnerabilities-none-next = Show everything
vulnerabilities-counted = Looked at { $n } { $n ->
    [one] version
   *[other] versions
} of products and devices without a known product. Devices that something concerns: { $devices }.
vulnerabilities-by = Bring together
vulnerabilities-by-product = By product
vulnerabilities-by-device = By device
vulnerabilities-by-part = By part
vulnerabilities-by-cve = By vulnerability (CVE)
vulnerabilities-head-product = Product
vulnerabilities-head-device = Device
vulnerabilities-head-part = Part
vulnerabilities-head-cve = Vulnerability
vulnerabilities-search = Search CVE number, part, product, maker
vulnerabilities-sort-weight = First look
vulnerabilities-sort-count = Most that concern it
vulnerabilities-sort-devices = Most devices
vulnerabilities-sort-severity = Severity
vulnerabilities-sort-name = Name
vulnerabilities-told = { $affected } { $affected ->
    [one] concerns
   *[other] concern
} it, { $unclear } cannot be told.
vulnerabilities-told-exploited = { $n } { $n ->
    [one] of them is
   *[other] of them are
} exploited.
vulnerabilities-nothing-known = Looked up in every source; nothing is known against it.
vulnerabilities-nothing-to-do = Nothing to do now
vulnerabilities-all-rows = Show all { $n }
filter-exploited = Exploited
filter-here = Devices are here
filter-fix = Has a fix
filter-fix-no = Has no fix
unit-things = { $n ->
    [one] thing
   *[other] things
}
yes = yes

vulnerability-state-affected = Concerned
vulnerability-state-cannot_tell = Cannot tell
vulnerability-state-unknown = Too little is known
vulnerability-state-nothing_known = Nothing known
vulnerability-verdict-affected = Concerns it
vulnerability-verdict-cannot_tell = Cannot tell
vulnerability-verdict-under_investigation = Being looked at
vulnerability-verdict-fixed = Fixed
vulnerability-verdict-not_affected = Does not concern it
vulnerability-standing = Verdict
vulnerability-untitled = Weakness { $cve }
vulnerability-part-of = { $part } (in { $thing })
vulnerability-its-maker = the maker
vulnerability-devices = Devices here
vulnerability-next = What to do next
vulnerability-next-apply_fix = Ask { $maker } to apply the fix.
vulnerability-next-take_measure = Take the maker's measure; what touches the device is asked of { $maker }.
vulnerability-next-agree_on_end = No fix will come. Agree with { $maker } on what terms it stays, and when it is replaced.
vulnerability-next-ask_for_update = Ask { $maker } for an update in which { $what } is { $fixed } or later.
vulnerability-next-ask_for_mitigation = No version with a fix is known. Ask { $maker } what to do until there is one.
vulnerability-next-link_devices = Find out whether a device here is this product, and link it on the page of the product.
vulnerability-next-find_version = Read the version from the device’s display and register it on the device’s page.
vulnerability-next-ask_for_part_version = Ask { $maker } for the version of { $what }.
vulnerability-next-ask_whether = Ask { $maker } whether it is concerned.

vulnerability-number = Number
vulnerability-title = Title
vulnerability-thing = Product or device
product-maker-name = Maker
vulnerability-part = Part
vulnerability-part-version = Version of the part
vulnerability-whole = The product itself
vulnerability-verdict = Verdict
vulnerability-score = Severity score
vulnerability-exploited = Exploited
vulnerability-likelihood = Likelihood of exploitation
vulnerability-fixed-in = Fixed in
vulnerability-no-fix-known = Not known
vulnerability-why = Why we think so
vulnerability-disputed = Sources disagree
vulnerability-same = Everything about this vulnerability
vulnerability-title-from = Title from JVN iPedia, record { $record }.
vulnerability-title-english = JVN iPedia has no Japanese title for it yet; shown in the words of its source.
vulnerability-what = What was found
vulnerability-means-affected = { $what } has a known weakness.
vulnerability-means-cannot_tell = There is a weakness that may concern { $what }. With what is known now, nobody can say whether it does.
vulnerability-means-under_investigation = The source is looking into whether { $what } is concerned.
vulnerability-means-fixed = It is fixed in { $what }.
vulnerability-means-not_affected = It does not concern { $what }.
vulnerability-disputed-text = Sources disagree about it.
vulnerability-see-sources = See what each says
vulnerability-no-alter = A hospital does not alter a medical device. Ask the maker for the update; care goes on.
vulnerability-no-devices = No device here is known to be this product.
vulnerability-weight = How urgent it is
vulnerability-terms = The exact terms
vulnerability-removals = What would end this row
vulnerability-inside = Where it is
vulnerability-elsewhere = The same vulnerability elsewhere
vulnerability-elsewhere-n = { $n }
severity-said = { $word } ({ $score })
severity-not-told = Severity not told
severity-word-critical = Critical
severity-word-high = High
severity-word-medium = Medium
severity-word-low = Low
severity-word-none = None
severity-word-unknown = Not told
exploited-yes = Exploited in the wild
exploited-ransomware = Used by ransomware
exploited-unknown = Whether it is exploited is not known: the KEV list is missing or old
exploited-not-told = No word of exploitation
exploited-since = CISA confirmed it on { $day }
exploited-n = { $n } exploited
likelihood-said = Likely to be exploited within 30 days: { $share }
likelihood-rank = in the top { $share } of all known
term-cvss = CVSS vector:
term-cvss-none = No source gives a CVSS vector.
term-kev = KEV: CISA’s list of vulnerabilities that were exploited in real attacks.
term-epss = EPSS: FIRST’s daily estimate of the probability of exploitation within 30 days.

vulnerability-reason-no_feeds = No vulnerability feed is here yet
vulnerability-reason-feeds_not_sound = Feeds are old or incomplete
vulnerability-reason-no_sbom = There is no parts list (SBOM)
vulnerability-reason-empty_sbom = The parts list (SBOM) names no parts or cannot be read to its end
vulnerability-reason-parts_unidentified = { $n } { $n ->
    [one] part lacks
   *[other] parts lack
} a version or a name
vulnerability-reason-parts_not_covered = { $n } { $n ->
    [one] part is
   *[other] parts are
} of a kind for which no feed is here
vulnerability-reason-no_maker = The maker is not known
vulnerability-reason-no_model = The model is not known
vulnerability-reason-no_version = The software version is not known
vulnerability-reason-next-no_feeds = Fetch feeds or load a bundle on the page of feeds.
vulnerability-reason-next-feeds_not_sound = Renew what is old on the page of feeds.
vulnerability-reason-next-no_sbom = Ask the maker for the parts list (SBOM) and load it when it arrives.
vulnerability-reason-next-empty_sbom = Ask the maker for a parts list (SBOM) that names its parts.
vulnerability-reason-next-no_sbom-office = The IT department looks at its operating system, programs and updates.
vulnerability-reason-next-empty_sbom-office = The IT department looks at its operating system, programs and updates.
vulnerability-reason-next-parts_unidentified = Ask the maker for the names and versions that are missing.
vulnerability-reason-next-parts_not_covered = Add a feed of that kind on the page of feeds.
vulnerability-reason-next-no_maker = Read the maker from the type plate and register it on the device’s page.
vulnerability-reason-next-no_model = Read the model from the type plate and register it on the device’s page.
vulnerability-reason-next-no_version = Read the version from the device’s display and register it on the device’s page.

knowing-title = Sources and their age
knowing-nothing = No vulnerability feeds yet
knowing-nothing-text = As long as there are none, nobody can say that there is no weakness.
knowing-bring = Bring vulnerability feeds
knowing-sound = All { $n } { $n ->
    [one] source is
   *[other] sources are
} here; the oldest is of { $day }.
knowing-not-sound = There are things we do not know
knowing-not-sound-text = “Nothing known” cannot be said. What was found to concern something stands.
knowing-missing = Missing: { $names }.
knowing-stale = { $name }: nothing after { $day } is known.
knowing-undated = { $name }: nobody can tell how old it is.
knowing-years = { $name }: the years { $years } are missing.
knowing-unread = Some records could not be read, or a source could not be fetched.
knowing-ages = Age of each source
knowing-source-osv = OSV (open source packages)
knowing-source-nvd = NVD (national database of the United States)
knowing-source-nvd-additions = Additions to NVD
knowing-source-cve = CVE (register of numbers)
knowing-source-jvn = JVN iPedia (Japan)
knowing-source-kev = CISA KEV (exploited)
knowing-source-epss = EPSS (likelihood)
knowing-source-hand = Written down by hand (FDA and others)

chain-title = Why we think so
chain-sources = { $n } { $n ->
    [one] source
   *[other] sources
}
chain-none = This page cannot follow it to the sources.
chain-gone = The sources were renewed and say nothing of it any more.
chain-decides = What decided: { $source }
chain-component = Part or product
chain-identifier = Recognised by
chain-claim = Record of the source
chain-range = Affected range
chain-no-range = No single range decided
chain-wording = in its words: “{ $words }”
chain-only-with = Only together with: { $what }
chain-comparison = Comparison
chain-version = Version
chain-age = as of { $day } ({ $n } { $n ->
    [one] day
   *[other] days
} old)
chain-by-name = only the name is the same
chain-by-well-known = the name of a well-known product
chain-by-dictionary = by a dictionary of names
chain-by-name-and-maker = maker and name are the same
chain-by-cpe = the CPE name is the same
chain-by-udi = the UDI-DI is the same
chain-by-purl = the package URL is the same
chain-form-maker-in-front = the maker stands in front of the name
chain-form-usual = by what people call it
chain-form-dictionary = a name of the dictionary
chain-form-without-brackets = without what stands in brackets
chain-form-without-version = without the version behind it
chain-form-without-fillers = without words such as software
chain-form-without-affixes = without lib…, …-devel and the like
chain-form-as-library = with lib in front
chain-form-as-firmware = with the word firmware behind
chain-makers = { $n } { $n ->
    [one] maker has
   *[other] makers have
} a product of that name
chain-ground-in-range = in the range
chain-ground-outside-ranges = in no range
chain-ground-mended = the fixed version or a later one
chain-ground-no-version-in-claim = the source names no versions
chain-ground-no-version = the version is not known
chain-ground-incomparable = version and range cannot be compared
chain-ground-not-told = the source says nothing about this version
chain-ground-condition = in the range, but only together with something else
chain-ground-edition = in the range, but the edition is not known
chain-ground-upstream = in upstream’s range; only the distribution can tell whether it patched it
chain-ground-carried = in upstream’s range; only whoever shipped it can tell whether it was patched
chain-ground-name-only = only the name fits; it has to be confirmed
chain-ground-wording = the words about versions are not fully understood
chain-ground-release = the release it was made for is not known

device-vulnerabilities = Vulnerabilities
device-vulnerabilities-all = Show all { $n } of this device
device-vulnerabilities-missing = To be more certain

home-vulnerable = Known weaknesses concern { $n }
home-vulnerable-unknown = Too little is known of { $n }

week-title = { $n } { $n ->
    [one] thing
   *[other] things
} to do this week
week-waiting = { $n } more behind them
week-within = begin within { $n } { $n ->
    [one] day
   *[other] days
}
week-about = { $n } { $n ->
    [one] weakness
   *[other] weaknesses
}, { $devices } { $devices ->
    [one] device
   *[other] devices
}
week-why = Why, and what happens if not
week-if-not = If not:
week-meanwhile = Until then:
week-letter = Letter to the maker:
week-steps = Steps
week-done-when = Done when:
