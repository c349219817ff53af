// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

#include <QFutureWatcher>
#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QToolButton;

namespace lk {

class ElidedLabel;
class MapView;
struct DrawnMap;
struct SchemaMap;

/// A migration of a plan, for the map.
struct MapStep {
    QString version;
    SchemaDiff changes; ///< as the schemas tell them
    SchemaDiff shown;   ///< the same as a person is told
    bool operator==(const MapStep &) const = default;
};

/// The schema as a map: tables with their foreign keys, and after a rehearsal what of them changes.
class MapPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MapPanel(QWidget *parent = nullptr);
    ~MapPanel() override;

    /// The schema as it is; nothing: it is not known.
    void showSchema(std::shared_ptr<const Snapshot> schema, const QString &title);
    /// What @p diff makes of it; @p title says so. @p steps: those that it is made of, in their order.
    void showChanges(std::shared_ptr<const Snapshot> before, std::shared_ptr<const Snapshot> after, const SchemaDiff &diff, const QString &title,
                     const std::vector<MapStep> &steps = {});
    /// The migration that a person has chosen, whose step is shown alone while its button is down.
    void chooseStep(const QString &version);
    /// Chooses the first of these tables that is on the map. False: none is.
    bool showTable(const QStringList &names);
    MapView &view() { return *m_view; }
    /// Whether everything that was asked for is drawn.
    bool isDrawn() const { return !m_drawing && !m_later; }
    /// Chooses the next or the previous table with a change, round and round.
    void stepChange(bool forwards);
    /// Whether it has the window for itself.
    void setAlone(bool alone);

protected:
    void showEvent(QShowEvent *event) override;

signals:
    void drawn();
    void tableChosen(const QString &name);    ///< one with a change
    void tableActivated(const QString &name); ///< one with a change
    void aloneRequested(bool alone);
    void exportRequested();

private:
    QLayout *createHead();
    QToolButton *button(const QString &icon, const QString &name, const QString &what);
    void connectHead();
    void draw();
    void onDrawn();
    void onSearch();
    void updateHead();
    bool takeStep();
    QString changedName(int table) const;

    /// What is to be drawn.
    struct Input {
        std::shared_ptr<const Snapshot> before;
        std::shared_ptr<const Snapshot> after;
        SchemaDiff diff;
        std::vector<MapStep> steps;
        int step = -1; ///< the one that is shown alone
        bool onlyChanged = false;
    };
    static std::shared_ptr<const DrawnMap> drawnOf(const Input &input);

    Input m_input;
    QFutureWatcher<std::shared_ptr<const DrawnMap>> m_watcher;
    bool m_drawing = false;
    bool m_again = false; ///< something else was asked for while it was drawn
    bool m_later = false; ///< nobody has seen the panel since something else was asked for
    QString m_about; ///< of what it is
    QString m_chosen; ///< version of the chosen migration
    ElidedLabel *m_title;
    QLineEdit *m_search;
    QToolButton *m_onlyStep;
    QToolButton *m_onlyChanged;
    QLabel *m_percent;
    QToolButton *m_zoomOut;
    QToolButton *m_zoomIn;
    QToolButton *m_fit;
    QToolButton *m_export;
    QToolButton *m_alone;
    MapView *m_view;
    QLabel *m_empty;
};

} // namespace lk
