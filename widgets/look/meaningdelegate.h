// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/look/look.h"

#include <QStyledItemDelegate>

#include <functional>

namespace lk {

/// Draws a cell with the icon and the text colour of what a role of the model means.
/// `new MeaningDelegate(MeaningDelegate::of<State>(HistoryModel::StateRole), view)`
class MeaningDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    struct Shown {
        QIcon icon;
        QColor color; ///< invalid: the view's own
    };
    using Show = std::function<Shown(const QModelIndex &)>;

    explicit MeaningDelegate(Show show, QObject *parent = nullptr);

    /// Icon and colour of the enum @p Meaning that @p role holds as int.
    template <class Meaning>
    static Show of(int role);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    Show m_show;
};

template <class Meaning>
MeaningDelegate::Show MeaningDelegate::of(int role)
{
    return [role](const QModelIndex &index) {
        const QVariant value = index.data(role);
        if (!value.isValid())
            return Shown{};
        const auto meaning = static_cast<Meaning>(value.toInt());
        return Shown{Look::icon(meaning), Look::color(meaning)};
    };
}

} // namespace lk
