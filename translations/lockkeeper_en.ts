<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>lk::AuditPanel</name>
    <message numerus="yes">
        <source>%n entries, each sealed by the hash of the one before: the chain holds.</source>
        <translation>
            <numerusform>%n entry, each sealed by the hash of the one before: the chain holds.</numerusform>
            <numerusform>%n entries, each sealed by the hash of the one before: the chain holds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::BackupsPanel</name>
    <message numerus="yes">
        <source>%n backup(s), the newest of %1</source>
        <translation>
            <numerusform>%n backup, the newest of %1</numerusform>
            <numerusform>%n backups, the newest of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::BlockerList</name>
    <message numerus="yes">
        <source>The policy of this environment still wants %n thing(s):</source>
        <translation>
            <numerusform>The policy of this environment still wants %n thing:</numerusform>
            <numerusform>The policy of this environment still wants %n things:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::ChecklistPanel</name>
    <message numerus="yes">
        <source>Apply waits for %n item(s). &lt;a href=&quot;blockers&quot;&gt;Why not?&lt;/a&gt;</source>
        <translation>
            <numerusform>Apply waits for %n item. &lt;a href=&quot;blockers&quot;&gt;Why not?&lt;/a&gt;</numerusform>
            <numerusform>Apply waits for %n items. &lt;a href=&quot;blockers&quot;&gt;Why not?&lt;/a&gt;</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::DiffPanel</name>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>%n not shown</numerusform>
            <numerusform>%n not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Something differs, but the filters let nothing of it through: %n change(s) not shown.</source>
        <translation>
            <numerusform>Something differs, but the filters let nothing of it through: %n change not shown.</numerusform>
            <numerusform>Something differs, but the filters let nothing of it through: %n changes not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::FindingsPanel</name>
    <message numerus="yes">
        <source>%n waived</source>
        <translation>
            <numerusform>%n waived</numerusform>
            <numerusform>%n waived</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) Apply</source>
        <translation>
            <numerusform>%n blocks Apply</numerusform>
            <numerusform>%n block Apply</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caution(s)</source>
        <translation>
            <numerusform>%n caution</numerusform>
            <numerusform>%n cautions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::HistoryModel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::MainWindow</name>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation>
            <numerusform>%n thing to look at</numerusform>
            <numerusform>%n things to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::MapPanel</name>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n view(s)</source>
        <translation>
            <numerusform>%n view</numerusform>
            <numerusform>%n views</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n foreign key(s)</source>
        <translation>
            <numerusform>%n foreign key</numerusform>
            <numerusform>%n foreign keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::PlanDialog</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s)</source>
        <translation>
            <numerusform>%n statement</numerusform>
            <numerusform>%n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s)</source>
        <translation>
            <numerusform>%n column</numerusform>
            <numerusform>%n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lk::ProjectDialog</name>
    <message numerus="yes">
        <source>%n in %1</source>
        <translation>
            <numerusform>%n in %1</numerusform>
            <numerusform>%n in %1</numerusform>
        </translation>
    </message>
</context>
</TS>
