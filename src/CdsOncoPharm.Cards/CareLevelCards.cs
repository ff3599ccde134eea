using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>An assessment as a CDS Hooks answer: one card for the level, or none where there is nothing to say.</summary>
public static class CareLevelCards
{
    /// <summary>Where suggestions hold all tasks, the detail names a few of them; else it is the only place for some.</summary>
    private const int TasksBesideSuggestions = 3;
    private const int TasksInTextAlone = 6;

    /// <summary>
    /// One card for a patient in scope who meets a criterion, or who could meet one if data were not missing; no card for
    /// everybody else.
    /// </summary>
    public static CdsResponse Build(Assessment assessment, CardContext context)
    {
        ArgumentNullException.ThrowIfNull(assessment);
        ArgumentNullException.ThrowIfNull(context);
        if (assessment.Scope == Scope.OutOfScope || assessment is { Level: null, IsProvisional: false })
            return CdsResponse.Empty;

        var words = CardWords.In(context.Language);
        var drafts = DraftEffect.Between(context.WithoutDrafts, assessment);
        var uuid = context.NewId().ToString();
        var suggestions = MonitoringSuggestions.For(assessment, context);
        var isAllSuggested = suggestions.Sum(suggestion => suggestion.Actions.Count) == assessment.Tasks.Count;
        Card card = new()
        {
            Uuid = uuid,
            Summary = CardSummary.Of(assessment, drafts, words),
            Detail = CardDetail.Of(assessment, drafts, isAllSuggested ? TasksBesideSuggestions : TasksInTextAlone, words),
            Indicator = context.Options.IndicatorOf(assessment.Level),
            Source = new Source
            {
                Label = words.SourceLabel(assessment.Knowledge),
                Url = context.Options.Consensus,
                Topic = CardCodes.TopicOf(assessment.Level, words),
            },
            Suggestions = suggestions,
            SelectionBehavior = suggestions.Count == 0 ? null : context.Profile.SelectionBehavior ?? SelectionBehavior.Any,
            OverrideReasons = CardCodes.ReasonsIn(context.Language),
            Links = Links(context, words),
        };
        if (context.Profile.Extension)
        {
            card = card with
            {
                Extension = new Dictionary<string, ReadOnlyMemory<byte>>
                {
                    [CardCodes.AssessmentExtension] = AssessmentJson.ForCard(assessment, context.Language),
                },
            };
        }

        return new CdsResponse { Cards = [card] };
    }

    private static IReadOnlyList<Link> Links(CardContext context, CardWords words) =>
        context.Options.Consensus is { } consensus && context.Profile.LinkHosts?.Contains(consensus.IdnHost) != false
            ? [new Link { Label = words.ReadConsensus, Url = consensus, Type = LinkType.Absolute }]
            : [];
}
