# Decisions

nav-decisions = Decisions
decisions-lead = What the hospital decided and makers stated (VEX) about whether a weakness applies: who, when, on what ground, until when.
decision-new = Record a decision
decision-new-lead = Choose a row of the vulnerabilities, and nothing about product or part has to be typed.
decision-find-row = Choose a row
decision-typed = Type the product
decisions-export = Export as VEX
decisions-export-lead = { $n } { $n ->
    [one] decision
   *[other] decisions
} in a form that makers and other hospitals can read. What a format cannot hold is shown first.
decisions-export-save = Save
decisions-export-lost = What this format cannot hold
decisions-empty-title = No decision was recorded yet
decisions-empty-text = Open a row of the vulnerabilities and record whether it applies, or take in the VEX files of a maker below.
decisions-empty-next = Rows that apply
decisions-none-title = No decision fits
decisions-search = CVE number, product, department, ground
decisions-look = Decisions to look at again: { $n }
decisions-look-text = Their date has come or is near, or what they rest on holds no longer. Open them, check, and record them again if they still hold.
decisions-look-all = Show all { $n }
decisions-ending = Ends within 30 days
decisions-ours = Recorded here
decisions-of-files = Read from files

decision-standing-counts = Counts
decision-standing-superseded = Another one counts
decision-standing-undecided = Under investigation
decision-why-undecided = Under investigation: what the ranges say counts.
decision-next-undecided = Record the decision when the answer is there.
decision-standing-ground_gone = Ground no longer holds
decision-standing-expired = Expired
decision-standing-not_taken = Not taken
decision-standing-not_here = No row here
decision-standing-withdrawn = Taken back
decision-why-counts = This statement counts.
decision-why-superseded = Another statement counts.
decision-why-ground_gone = What it rests on holds no longer.
decision-why-expired = Its date has passed; it counts no more.
decision-why-not_taken = Whether it is about this product cannot be told, so it is not taken.
decision-why-not_here = Nothing here is concerned by it now.
decision-why-withdrawn = It was taken back and counts no more.
decision-next-ground_gone = Open the row, check, and record the decision again on what holds now.
decision-next-expired = Check whether anything changed; if not, record it again with a new date.
decision-next-superseded = Both are shown below. Where they disagree, ask their authors.
decision-next-not_taken = Record it again with product, version and reason.

decision-about = About
decision-what = Decision
decision-number = Vulnerability
decision-product = Product
decision-reason = Reason
decision-impact = Why it does no harm
decision-action = What to do
decision-note = Note
decision-responses = Response
decision-grounds = Ground
decision-no-grounds = Not told
decision-who = Who and when
decision-by = Who
decision-role = Capacity
decision-said = When
decision-until = Until
decision-now = Now
decision-source = Source
decision-source-ours = Recorded here
decision-source-file = { $format } file
decision-rows = Rows
decision-rows-n = { $n }
decision-id = Number of the record
decision-no-end = No end
decision-days-left = { $n } { $n ->
    [one] day
   *[other] days
} left.
decision-over = Passed
decision-author = { $author } ({ $role })
decision-with-treatment = { $status } ({ $treatment })
decision-and-more = { $first } and { $n } more
decision-every-vulnerability = Every vulnerability of this component
decision-print = Print
decision-said-here = What was recorded
decision-recorded = Recorded
decision-recorded-text = What the ranges say stays beside it.
decision-recorded-not = It is on record, but the verdict of this row stays as it was.
decision-ends-soon = It ends soon
decision-rows-title = Rows it is about now
decision-rows-none = Nothing here is concerned by it now. Products and parts lists that come later are compared by themselves.
decision-both = By ranges alone: “{ $ranges }”; what counts: “{ $counts }”.
decision-only-stated = No range is known; by what is stated: “{ $counts }”.
decision-chain = Everything said so far
decision-chain-n = { $n }
decision-chain-text = Newest first. Who knows the product better counts first (maker, distributor, supporter, hospital), and of one author the newer. A hospital may always be more careful.
decision-this = this one
decision-withdraw = Take back
decision-withdraw-text = The record stays, with who took it back, when and why.
decision-withdraw-by = Who takes it back (department)
decision-withdraw-why = Reason
decision-withdraw-why-hint = For example: wrong version; the maker answered otherwise.
decision-withdrawn-title = Taken back
decision-withdrawn = { $by } took it back on { $day }. Reason: { $reason }
decision-again-text = Recorded again it counts again. That it was taken back stays on record.
decision-again = Record again
declared-patched = The fix is inside
declared-is = Really another component
declared-not-shipped = Not shipped
declared-really = What it really is
declared-reason = How one knows

treatment-mitigated = Kept away by other means here
treatment-risk_accepted = Risk accepted
role-hospital = hospital
role-maker = maker
role-distributor = distributor
role-supporter = supporter
role-other = somebody else
response-can_not_fix = Cannot be fixed
response-will_not_fix = Will not be fixed
response-update = Update
response-rollback = Roll back
response-workaround_available = There is a workaround
ground-component_unchanged = The component stays { $name } { $version }
ground-file_unchanged = The component’s file stays the same ({ $value }…)
ground-component_absent = { $name } is not inside
ground-code_not_reachable = The code was checked not to run in this version (look again when the version changes)
ground-configuration = Setting: { $setting }
ground-record_unchanged = The vulnerability record stays the same

row-decision = Decision
row-decision-all = Every decision about this vulnerability
row-decision-none = Nobody decided or stated (VEX) anything about this row. What the ranges say counts.
row-open-again = An earlier decision counts no more. Decide again.
row-feed-document = Document { $document } (version { $version }, { $date })
row-feed-namespace = Publisher's address { $namespace },
row-feed-provider = delivered by { $provider }
row-feed-confirm = Confirm this provider
row-feed-by-hand = brought by hand ({ $by }, { $date })
row-feed-by-nobody = brought by hand (by whom is not on record)
row-feed-where = Statements with a document came by a feed (CSAF). They are not on record here, so there is nothing to take back; a new edition of the document replaces them. To decide otherwise, record a decision below.
row-contradict = Statements contradict each other. Ask their authors.
row-decide = Record a decision about this row
row-decide-again = Record another decision

decide-problem = It could not be recorded
decide-vulnerability = Vulnerability
decide-vulnerability-hint = For example CVE-2021-44228
decide-maker = Maker
decide-maker-hint = Where the product is written by its name.
decide-product = Product
decide-product-hint = name@version, package URL or CPE name
decide-component = Component, if any
decide-component-hint = name@version, package URL or CPE name. Empty: the product itself.
decide-status = What do you decide?
decide-status-not_affected = Not affected
decide-status-affected = Affected
decide-status-fixed = Fixed
decide-status-under_investigation = Under investigation (the verdict stays)
decide-justification = Why not affected
decide-justification-hint = Words of VEX; the standard’s own spelling in brackets.
decide-justification-none = None
decide-treatment = What is done about it
decide-treatment-hint = Only with “affected”.
decide-treatment-none = Not decided yet
decide-impact = Why it does no harm, in words
decide-impact-hint = For example: the service is off and never used here.
decide-action = What to do, in words
decide-action-hint = For example: the maker updates it at the next inspection.
decide-grounds = What does it rest on?
decide-grounds-hint = As soon as one of them holds no longer, the decision counts no more and is shown to be looked at again.
decide-setting = Setting it rests on, if any
decide-setting-hint = For example: the remote service port is closed. Give a date, too.
decide-until = Until
decide-until-hint = Counts to the end of that day, usually 90 days. You are told 30 days before. Empty: no end.
decide-by = Who records it (department)
decide-by-hint = For example: clinical engineering, device management
decide-role = Whose word it is
decide-role-hint = Choose “maker” when you write down a maker’s answer.
decide-record = Record
decide-both-stay = What the ranges say stays and is shown beside it. A hospital’s “not affected” does not overrule a maker’s “affected”.

vex-take-in = Take in makers’ statements (VEX)
vex-files = VEX files, any number
vex-files-hint = OpenVEX, CSAF, CycloneDX and SPDX 3 are told apart by content.
vex-read = Take in
vex-take-in-why = Why a maker says “not affected” or “fixed” stays beside what the ranges say.
vex-report = What was taken in
vex-report-lead = Files understood: { $good }, not understood: { $bad }
vex-changed = Rows with another verdict
vex-changed-none = No row has another verdict.
vex-was-is = From “{ $was }” to “{ $is }”.
vex-new-row = A new row ({ $is }).
vex-understood = { $n } { $n ->
    [one] statement was
   *[other] statements were
} understood.
vex-not-understood = Not understood: { $n } { $n ->
    [one] place
   *[other] places
}
vex-to-list = Show decisions
vulnerabilities-told-settled = Decided: { $n }.
vulnerability-next-nothing = Nothing to do now. You are told before the decision ends.

declare-title = When the parts list is wrong (declare)
declare-that = What is wrong?
declare-that-patched = The fix of this weakness is inside, without a new version
declare-that-not_shipped = It is listed, but not shipped
declare-that-is = It is really another component
declare-really = What it really is
declare-really-hint = Only for “another component”: name@version or package URL
declare-reason = How do you know?
declare-reason-hint = For example: the maker’s letter of April 2026; patches in the source package.
declare-until = Until
declare-until-hint = Empty: no end.
declare-by = Who declares it (department)
declare-by-hint = For example: clinical engineering, device management
