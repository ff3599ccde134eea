using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>
/// Everything that arrived for one call or one file. Resources are recognised by their type wherever they arrive; Bundles are
/// opened, those inside them too. Which of them concern a patient is decided when a snapshot is made.
/// </summary>
public sealed partial class RecordSet
{
    private const int DeepestBundle = 16;

    private readonly List<Entry> entries = [];
    private readonly List<Entry> drafts = [];
    private readonly List<IntakeIssue> issues = [];
    private readonly Dictionary<RecordKind, GapReason> gaps = [];
    private RecordIndex? withDrafts;
    private RecordIndex? withoutDrafts;

    /// <summary>
    /// Whether orders with status <c>draft</c> among the records are being signed, as in a plain Bundle. In a prefetch they are not, and
    /// only what <see cref="AddDraft"/> was given counts.
    /// </summary>
    public bool DraftsAreBeingSigned { get; init; }

    /// <summary>
    /// Whether all of it was asked for about one patient, as by a call. Records of somebody else are then left out and told, and what they
    /// came instead of is unknown.
    /// </summary>
    public bool IsOfOnePatient { get; init; }

    /// <summary>What could not be used, in the order in which it was met.</summary>
    public IReadOnlyList<IntakeIssue> Issues => issues;

    /// <summary>How many resources arrived, duplicates and drafts included, Bundles themselves not.</summary>
    public int ResourceCount => entries.Count + drafts.Count + OpaqueCount;

    /// <summary>How many of them are of types that this product does not read.</summary>
    public int OpaqueCount { get; private set; }

    /// <summary>Kinds of record that did not arrive whole.</summary>
    public IReadOnlyDictionary<RecordKind, GapReason> Gaps => gaps;

    /// <summary>Whether neither diagnoses nor medicines arrived, not even in part: nothing can be said without one of them.</summary>
    public bool LacksDiagnosesAndMedicines => DidNotArrive(RecordKind.Conditions) && DidNotArrive(RecordKind.Medications);

    private bool DidNotArrive(RecordKind kind) => gaps.TryGetValue(kind, out var reason) && reason != GapReason.Truncated;

    /// <summary>The ids of the patients, in ordinal order.</summary>
    public IReadOnlyList<string> Patients => Index(signing: true).PatientIds;

    /// <summary>Says that a kind of record did not arrive whole. Failed wins over truncated.</summary>
    public void MarkGap(RecordKind kind, GapReason reason)
    {
        if (!gaps.TryGetValue(kind, out var known) || reason < known)
            gaps[kind] = reason;
    }

    /// <summary>Takes in a resource; a Bundle gives its entries.</summary>
    public void Add(Resource resource) => Add(resource, fullUrl: null);

    /// <summary>Takes in a resource that lives at a URL.</summary>
    public void Add(Resource resource, string? fullUrl)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Add(resource, fullUrl, beingSigned: false, depth: 0);
    }

    /// <summary>
    /// Takes in an order that is being signed (<c>context.draftOrders</c>), or a Bundle of them. It stands in place of an order with the
    /// same id among the records.
    /// </summary>
    public void AddDraft(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Add(resource, fullUrl: null, beingSigned: true, depth: 0);
    }

    /// <summary>Relative references to products that did not arrive and whose name is not said: <c>Medication/7</c>.</summary>
    public IReadOnlyList<string> MedicationsToRead()
    {
        var index = Index(signing: true);
        List<string>? unread = null;
        foreach (var entry in entries.Concat(drafts))
        {
            var product = entry.Resource switch
            {
                MedicationRequest order => order.Medication,
                MedicationAdministration dose => dose.Medication,
                MedicationStatement statement => statement.Medication,
                MedicationDispense supply => supply.Medication,
                _ => null,
            };
            if (product is ResourceReference { Reference: { } reference, Display: null or "" } && ReferenceText.Of(reference) is { Form: ReferenceForm.Relative } text
                && !index.TryFind(text.TypeAndId, out _) && unread?.Contains(reference) != true)
                (unread ??= []).Add(reference);
        }
        return unread is null ? [] : unread;
    }

    /// <summary>
    /// Looks whether a search result was cut: a <c>next</c> page is named, fewer entries are there than its total, or the server reports an
    /// error among them. What it was a search for is then marked as truncated. To be called for the last page that was followed.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="asked">What was searched for, where it is known from elsewhere.</param>
    public void MarkIfCut(Resource? page, RecordKind? asked = null)
    {
        if (page is not Bundle { Type: Bundle.BundleType.Searchset } bundle)
            return;
        var cut = false;
        string? self = null;
        foreach (var link in bundle.Link)
        {
            cut |= link.Relation == "next";
            if (link.Relation == "self")
                self = link.Url;
        }
        var matches = 0;
        foreach (var entry in bundle.Entry)
        {
            cut |= entry.Resource is OperationOutcome outcome && IsError(outcome);
            if (entry.Resource is not (null or OperationOutcome) && entry.Search?.Mode is not (Bundle.SearchEntryMode.Include or Bundle.SearchEntryMode.Outcome))
                matches++;
        }
        if (!cut && !(bundle.Total > matches))
            return;
        foreach (var entry in bundle.Entry)
        {
            if (entry.Resource is { } resource && RecordKinds.Of(resource.TypeName) is { } kind)
                MarkGap(kind, GapReason.Truncated);
        }
        if ((RecordKinds.OfSearch(self) ?? asked) is { } searched)
            MarkGap(searched, GapReason.Truncated);
    }

    /// <summary>What arrived, drafts apart, in the order of arrival.</summary>
    internal IReadOnlyList<Entry> Entries => entries;

    internal RecordIndex Index(bool signing) => signing
        ? withDrafts ??= new RecordIndex(entries, drafts)
        : withoutDrafts ??= drafts.Count == 0 && withDrafts is not null ? withDrafts : new RecordIndex(entries, []);

    internal void AddIssue(IntakeIssue issue) => issues.Add(issue);

    private void Add(Resource resource, string? fullUrl, bool beingSigned, int depth)
    {
        withDrafts = withoutDrafts = null;
        if (resource is Bundle bundle)
        {
            if (depth == DeepestBundle)
            {
                issues.Add(new("Bundle", $"Bundles lie in Bundles more than {DeepestBundle} deep; the inner ones were left out"));
                return;
            }
            (beingSigned ? drafts : entries).EnsureCapacity((beingSigned ? drafts : entries).Count + bundle.Entry.Count);
            foreach (var entry in bundle.Entry)
            {
                if (entry.Resource is { } inner)
                    Add(inner, entry.FullUrl, beingSigned, depth + 1);
                else if (entry.Response?.Status is { } status && !status.StartsWith('2'))
                    issues.Add(new("Bundle.entry.response", $"the server answered {(status.Length >= 3 ? status[..3] : "with an error")}"));
            }
            return;
        }
        if (resource is OperationOutcome outcome)
        {
            AddOutcome(outcome);
            return;
        }
        (beingSigned ? drafts : entries).Add(new(resource, fullUrl, beingSigned, NameOf(resource, fullUrl)));
    }

    internal static bool IsError(OperationOutcome outcome)
    {
        foreach (var issue in outcome.Issue)
        {
            if (issue.Severity is OperationOutcome.IssueSeverity.Error or OperationOutcome.IssueSeverity.Fatal)
                return true;
        }
        return false;
    }

    // Its words may quote the patient: severity and code are enough.
    private void AddOutcome(OperationOutcome outcome)
    {
        foreach (var issue in outcome.Issue)
        {
            if (issue.Severity is OperationOutcome.IssueSeverity.Error or OperationOutcome.IssueSeverity.Fatal)
                issues.Add(new("OperationOutcome", $"the server reported an error of the kind '{issue.CodeElement?.ObjectValue}'"));
        }
    }

    private static string NameOf(Resource resource, string? fullUrl)
    {
        if (!string.IsNullOrWhiteSpace(resource.Id))
            return string.Concat(resource.TypeName, "/", resource.Id);
        var url = ReferenceText.Of(fullUrl);
        return url.Form switch
        {
            ReferenceForm.Urn => string.Concat(resource.TypeName, "/", url.Id),
            ReferenceForm.Absolute or ReferenceForm.Relative => url.TypeAndId.ToString(),
            _ => resource.TypeName,
        };
    }
}
